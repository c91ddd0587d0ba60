// Quantiles of draws, and the intervals between two of them.
#pragma once

#include <vector>

namespace cdp::study {

struct Interval {
  double low = 0, high = 0;

  [[nodiscard]] bool holds(double value) const { return low <= value && value <= high; }
};

/// Between order statistics by linear interpolation (Hyndman and Fan 1996, definition 7); `share` from 0 to 1. Draws
/// may be infinite; at least one, none NaN.
[[nodiscard]] double quantile(std::vector<double> draws, double share);

/// The interval that leaves out (1 - share) / 2 of the draws at each end.
[[nodiscard]] Interval middle(std::vector<double> draws, double share = 0.95);

}  // namespace cdp::study
