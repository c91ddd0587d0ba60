// See tokens.h.
#include "study/search/tokens.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "study/statistics/mean_interval.h"

namespace cdp::study {
namespace {

constexpr double kStep = 0.005;  // of the logarithm of a share

bool is_whole(const std::vector<CurvePoint>& curve) {
  return !curve.empty() && curve.front().fraction > 0 &&
         std::all_of(curve.begin(), curve.end(), [](const CurvePoint& point) { return std::isfinite(point.loss); });
}

/// Linear in the logarithm of tokens; within the curve.
double loss_after(const std::vector<CurvePoint>& curve, double fraction) {
  std::size_t i = 1;
  while (i < curve.size() && curve[i].fraction < fraction) ++i;
  if (i == curve.size()) return curve.back().loss;
  const CurvePoint& before = curve[i - 1];
  const CurvePoint& after = curve[i];
  const double part = std::log(fraction / before.fraction) / std::log(after.fraction / before.fraction);
  return before.loss + std::clamp(part, 0.0, 1.0) * (after.loss - before.loss);
}

/// The difference of losses at a ratio of tokens, over seeds.
MeanInterval difference(const std::vector<CurvePair>& pairs, double log_ratio) {
  std::vector<double> values;
  for (const CurvePair& pair : pairs) {
    const double share = std::exp(-std::abs(log_ratio));
    values.push_back(log_ratio >= 0 ? loss_after(*pair.better, share) - pair.worse->back().loss
                                    : pair.better->back().loss - loss_after(*pair.worse, share));
  }
  return mean_interval(values);
}

/// The differences over all ratios that the curves reach, as steps of a logarithm: the middle one is a ratio of 1.
class Ratios {
 public:
  explicit Ratios(const std::vector<CurvePair>& pairs) {
    double first = 0;
    for (const CurvePair& pair : pairs)
      first = std::max({first, pair.better->front().fraction, pair.worse->front().fraction});
    steps_ = static_cast<std::ptrdiff_t>(std::max(0.0, -std::log(first)) / kStep);
    for (std::ptrdiff_t i = -steps_; i <= steps_; ++i)
      all_.push_back(difference(pairs, kStep * static_cast<double>(i)));
  }

  using Value = double (*)(const MeanInterval&);

  /// From a step on in a direction, the first ratio at which a value leaves zero or crosses it; null: none.
  [[nodiscard]] std::optional<double> crossing(std::ptrdiff_t from, int direction, Value value) const {
    const auto is_above = [direction](double here) { return direction > 0 ? here > 0 : here >= 0; };
    const bool above = is_above(value(at(from)));
    for (std::ptrdiff_t i = from + direction; i >= -steps_ && i <= steps_; i += direction) {
      const double here = value(at(i));
      if (is_above(here) == above) continue;
      const double before = value(at(i - direction));
      const double part = std::isfinite(before) ? before / (before - here) : 1;
      return std::exp(kStep * (static_cast<double>(i - direction) + part * direction));
    }
    return {};
  }

  [[nodiscard]] const MeanInterval& at(std::ptrdiff_t step) const {
    return all_[static_cast<std::size_t>(step + steps_)];
  }
  [[nodiscard]] std::ptrdiff_t steps() const { return steps_; }

 private:
  std::ptrdiff_t steps_ = 0;  // to each side
  std::vector<MeanInterval> all_;
};

}  // namespace

std::optional<EqualLoss> tokens_to_equal_loss(const std::vector<CurvePair>& all) {
  std::vector<CurvePair> pairs;
  for (const CurvePair& pair : all)
    if (is_whole(*pair.better) && is_whole(*pair.worse)) pairs.push_back(pair);
  if (pairs.empty()) return {};
  const Ratios ratios(pairs);
  EqualLoss out;
  out.seeds = pairs.size();
  const bool sooner = ratios.at(0).mean <= 0;
  out.times = ratios.crossing(0, sooner ? 1 : -1, [](const MeanInterval& one) { return one.mean; });
  const std::ptrdiff_t from = out.times ? static_cast<std::ptrdiff_t>(std::lround(std::log(*out.times) / kStep))
                                        : (sooner ? ratios.steps() : -ratios.steps());
  const auto upper = [](const MeanInterval& one) { return one.high(); };
  const auto lower = [](const MeanInterval& one) { return one.low(); };
  out.low = ratios.crossing(from, upper(ratios.at(from)) >= 0 ? -1 : 1, upper);
  out.high = ratios.crossing(from, lower(ratios.at(from)) <= 0 ? 1 : -1, lower);
  // Where even the end of the curves is refused, the bound is that end.
  if (!out.times && sooner && ratios.at(from).high() < 0) out.low = std::exp(kStep * static_cast<double>(from));
  if (!out.times && !sooner && ratios.at(from).low() > 0) out.high = std::exp(kStep * static_cast<double>(from));
  return out;
}

std::string words(const EqualLoss& equal) {
  if (equal.seeds < 2) return equal.times ? fmt::format("{:.2f} x fewer (one seed)", *equal.times) : "cannot tell";
  if (equal.low && equal.high && equal.times)
    return fmt::format("{:.2f} x fewer ({:.2f} to {:.2f})", *equal.times, *equal.low, *equal.high);
  if (equal.low) return fmt::format("more than {:.2f} x fewer", *equal.low);
  if (equal.high) return fmt::format("less than {:.2f} x fewer", *equal.high);
  return "cannot tell";
}

}  // namespace cdp::study
