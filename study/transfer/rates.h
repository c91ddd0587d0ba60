// How fast a quantity settles with the scale n: y(n) = limit + amplitude n^-rate, fitted over the rate.
#pragma once

#include <span>
#include <vector>

#include "study/statistics/quantiles.h"

namespace cdp::study {

inline constexpr double kLeastRate = -1;  // below 0 it runs away faster than log n, at 0 as log n
inline constexpr double kMostRate = 4;

enum class Direction { kFalls, kEither };

/// Fits y at fixed scales again and again: what depends on the scales alone is worked out once. Weights are 1 over the
/// variances of the y.
class RateFitter {
 public:
  RateFitter(std::span<const double> scales, std::span<const double> weights, Direction direction);

  /// The rate of the best fit by least squares, from kLeastRate to kMostRate. At least three scales.
  [[nodiscard]] double rate(std::span<const double> y) const;

 private:
  struct Shape {
    double rate = 0;
    std::vector<double> contrast;  // times y: how much of its variation about the mean the shape explains, as a root
  };

  [[nodiscard]] double explained(const Shape& shape, std::span<const double> y) const;

  Direction direction_;
  std::vector<Shape> shapes_;
};

struct Rate {
  double value = 0;
  Interval interval = {};     // 95%
  Interval sure = {};         // 99.8%
  bool identifiable = false;  // else the data allow any rate up to an end of the range that was searched
};

/// From the rate of the measured values and those of the draws. `scales` is how many there are: below four every rate
/// goes through them.
[[nodiscard]] Rate judge_rate(double value, const std::vector<double>& draws, std::size_t scales);

}  // namespace cdp::study
