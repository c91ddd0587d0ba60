// Ticks at 1-2-5 steps, and figures as text.
#include "run/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace cdp::run {
namespace {

constexpr double kSlack = 1e-9;       // of a step: 0.1 + 0.2 still counts as 0.3
constexpr double kSmallest = 1e-290;  // below, steps would have fewer digits than a double
constexpr double kFinest = 1e-12;     // of a span, by the size of its ends

struct Magnitude {
  double unit;
  const char* suffix;
};
constexpr std::array<Magnitude, 5> kMagnitudes{{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}};

/// The 1, 2 or 5 times a power of ten that is nearest to `wanted` by ratio.
double nice_step(double wanted) {
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  const double share = wanted / power;
  if (share < std::sqrt(2.0)) return power;
  if (share < std::sqrt(10.0)) return 2 * power;
  return share < std::sqrt(50.0) ? 5 * power : 10 * power;
}

double next_smaller_step(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step) + kSlack));
  const double factor = std::round(step / power);
  if (factor >= 5) return 2 * power;
  return factor >= 2 ? power : power / 2;
}

std::vector<double> multiples(double low, double high, double step) {
  std::vector<double> ticks;
  const auto first = static_cast<std::int64_t>(std::ceil(low / step - kSlack));
  const auto last = static_cast<std::int64_t>(std::floor(high / step + kSlack));
  for (std::int64_t i = first; i <= last; ++i) ticks.push_back(static_cast<double>(i) * step);
  return ticks;
}

/// Decimals that `value` needs, at most 9: 0.25 -> 2.
int decimals_of(double value) {
  for (int decimals = 0; decimals < 9; ++decimals) {
    const double scaled = value * std::pow(10.0, decimals);
    if (std::abs(scaled - std::round(scaled)) < 1e-6 * std::max(1.0, std::abs(scaled))) return decimals;
  }
  return 9;
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::vector<double> nice_ticks(double low, double high, int wanted) {
  if (!(low < high) || !std::isfinite(low) || !std::isfinite(high)) return {low};
  // Ends that are equal but for roundings, or too far apart to be subtracted, have no round numbers between them.
  const double span = high - low;
  const double least = std::max(kFinest * std::max(std::abs(low), std::abs(high)), kSmallest);
  if (!(span > least) || !std::isfinite(span)) return {low, high};
  double step = nice_step(span / std::max(wanted, 1));
  std::vector<double> ticks = multiples(low, high, step);
  while (ticks.size() < 2) {
    step = next_smaller_step(step);
    ticks = multiples(low, high, step);
  }
  return ticks;
}

std::vector<double> log_ticks(double low, double high, int wanted) {
  const double decades = std::log10(high) - std::log10(low);
  if (decades < 1) return nice_ticks(low, high, wanted);
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const int every = std::max(1, static_cast<int>(std::ceil(decades / std::max(wanted, 1))));
  std::vector<double> ticks;
  for (int power = first; power <= last; ++power) {
    if (power % every != 0) continue;
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && decades >= 3) break;
      const double tick = factor * std::pow(10.0, power);
      if (tick >= low * (1 - kSlack) && tick <= high * (1 + kSlack)) ticks.push_back(tick);
    }
  }
  return ticks;
}

std::vector<std::string> tick_labels(const std::vector<double>& ticks) {
  double largest = 0;
  double smallest = 0;
  for (const double tick : ticks) {
    const double size = std::abs(tick);
    largest = std::max(largest, size);
    if (size > 0 && (smallest == 0 || size < smallest)) smallest = size;
  }
  std::vector<std::string> labels;
  if (largest > 0 && (largest / smallest >= 1000 || smallest < 1e-4)) {  // a wide logarithmic axis: each by itself
    for (const double tick : ticks) labels.push_back(std::abs(tick) >= 1000 ? rough(tick) : significant(tick, 3));
    return labels;
  }
  const auto magnitude = std::find_if(kMagnitudes.begin(), kMagnitudes.end(), [&](const Magnitude& candidate) {
    return candidate.unit == 1 || (candidate.unit > 1 && largest >= candidate.unit * (candidate.unit > 1e3 ? 1 : 10));
  });
  int decimals = 0;
  for (const double tick : ticks) decimals = std::max(decimals, decimals_of(tick / magnitude->unit));
  for (const double tick : ticks) {
    const double scaled = tick / magnitude->unit;
    labels.push_back(scaled == 0 ? "0" : fmt::format("{:.{}f}{}", scaled, decimals, magnitude->suffix));
  }
  return labels;
}

std::string significant(double value, int digits) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "infinite" : "-infinite";
  if (value == 0) return "0";
  const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
  const std::size_t e = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + e + 1);
  if (exponent < -3 || exponent >= 7) {
    return fmt::format("{}e{}", without_trailing_zeros(scientific.substr(0, e)), exponent);
  }
  return without_trailing_zeros(fmt::format("{:.{}f}", value, std::max(0, digits - 1 - exponent)));
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return significant(value, 1);
  return fmt::format("{:.{}f}", value, decimals);
}

std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t start = value < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > start + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string rough(double value) {
  if (!std::isfinite(value)) return significant(value, 3);
  for (const Magnitude& magnitude : kMagnitudes) {
    // 999,600 rounds to 1M, so the border is where three digits round up.
    if (std::abs(value) >= magnitude.unit * 0.9995 && magnitude.unit > 1) {
      return significant(value / magnitude.unit, 3) + magnitude.suffix;
    }
  }
  return significant(value, 3);
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "unknown";
  constexpr double kMost = 1e15;
  const auto whole = static_cast<std::int64_t>(std::llround(std::clamp(seconds, -kMost, kMost)));
  if (whole < 60) return seconds < 10 ? fmt::format("{:.1f} s", seconds) : fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace cdp::run
