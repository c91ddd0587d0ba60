// The formulas of noise_scale.h.
#include "runtime/train/noise_scale.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "compiler/base/check.h"
#include "compiler/base/text.h"

namespace cdp::runtime {
namespace {

bool is_finite(const NoiseEstimate& estimate) {
  return std::isfinite(estimate.gradient) && std::isfinite(estimate.trace);
}

/// Takes a number and the space or end behind it off the front.
template <class Number>
bool take(std::string_view& text, Number& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty()) return true;
  const bool is_space = text.front() == ' ';
  text.remove_prefix(1);
  return is_space;
}

}  // namespace

double NoiseEstimate::scale() const {
  return gradient > 0 ? trace / gradient : std::numeric_limits<double>::quiet_NaN();
}

NoiseEstimate estimate_noise(const SquaredNorms& norms) {
  const double inverse = 1 / norms.rows;
  CHECK(norms.inverse_rows > inverse);
  NoiseEstimate estimate;
  estimate.trace = (norms.parts - norms.whole) / (norms.inverse_rows - inverse);
  estimate.gradient = norms.whole - estimate.trace * inverse;
  return estimate;
}

void NoiseAverage::add(std::span<const NoiseEstimate> tensors) {
  CHECK(tensors.size() == sums_.size());
  if (!std::all_of(tensors.begin(), tensors.end(), is_finite)) return;
  ++steps_;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    sums_[i].gradient = kDecay * sums_[i].gradient + (1 - kDecay) * tensors[i].gradient;
    sums_[i].trace = kDecay * sums_[i].trace + (1 - kDecay) * tensors[i].trace;
  }
}

NoiseEstimate NoiseAverage::of(std::size_t tensor) const {
  const double weights = 1 - std::pow(kDecay, static_cast<double>(steps_));
  return {sums_[tensor].gradient / weights, sums_[tensor].trace / weights};
}

NoiseEstimate NoiseAverage::all() const {
  NoiseEstimate all;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const NoiseEstimate one = of(i);
    all.gradient += one.gradient;
    all.trace += one.trace;
  }
  return all;
}

std::string NoiseAverage::text() const {
  std::string text = std::to_string(steps_);
  for (const NoiseEstimate& sum : sums_) text += " " + shortest(sum.gradient) + " " + shortest(sum.trace);
  return text;
}

std::optional<NoiseAverage> NoiseAverage::parse(std::string_view text, std::size_t tensors) {
  NoiseAverage average(tensors);
  if (!take(text, average.steps_) || average.steps_ < 0) return std::nullopt;
  for (NoiseEstimate& sum : average.sums_)
    if (!take(text, sum.gradient) || !take(text, sum.trace) || !is_finite(sum)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return average;
}

}  // namespace cdp::runtime
