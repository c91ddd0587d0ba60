// What it costs to tune at a small scale and to train at the largest: in loss, as a share of what the scales buy, and
// in compute.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/transfer/draws.h"

namespace cdp::study {

/// A number of the data, its interval of 95%, and the wider one of 99% that verdicts rest on.
struct Estimate {
  double value = 0;
  Interval interval = {};
  Interval sure = {};
};

/// From the value of the data and those of the draws.
[[nodiscard]] Estimate estimate(double value, const std::vector<double>& draws);

/// Of the optimum of a proxy, at the largest scale. Infinite where runs diverge there.
struct Regret {
  double proxy = 1;
  Estimate gap;      // loss at the proxy's own optimum less that at the largest scale's: what scaling buys
  Estimate loss;     // at the largest scale: of the proxy's optimum less that of its own
  Estimate share;    // loss / gap, the ratio c / a; infinite where there is no gap
  Estimate compute;  // the share of the largest scale's compute that it is worth: with the rest, a tuned run is as good
  Estimate measure;  // loss over what is allowed: below 1 it does not matter
  bool gains = false;   // the gap is above 0 in 99.5% of the draws
  bool beyond = false;  // the regret is more than the smallest scale loses: `compute` is at least so much
};

/// How compute goes with the axis.
struct Cost {
  std::vector<double> logs;  // of each scale, natural
  std::string words;         // where it comes from: `flops of the runs`, `compute taken as width^2`
};

/// By the flops of the runs where all have some; else by a power of the scale.
[[nodiscard]] Cost cost_of(const Sweep& sweep, const std::vector<Curve>& curves);

/// The exponent of compute in an axis, at the same number of training tokens (of batch: the same number of steps):
/// width 2, others 1.
[[nodiscard]] double cost_exponent(const std::string& axis);

/// One for each curve but the last, whose scale is the largest. `allowed`: the loss that does not matter; none: a share
/// kLargeShare of the gap.
[[nodiscard]] std::vector<Regret> regrets_of(const std::vector<Curve>& curves, const std::vector<ScaleDraws>& draws,
                                             const Cost& cost, std::optional<double> allowed);

/// A regret of so much of the gap counts. On a ladder of four doublings with a gap that falls as n^-0.75 it is half of
/// what the last doubling buys.
inline constexpr double kLargeShare = 0.05;

}  // namespace cdp::study
