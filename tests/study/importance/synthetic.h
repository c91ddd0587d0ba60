// Functions of values in [-1, 1] whose shares of variance are known, measured at points drawn evenly.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "study/importance/forest.h"
#include "study/statistics/random.h"

namespace cdp::study::test {

/// A bowl in the first value with half of the variance, a slope in the second with three tenths, and two tenths by the
/// first and third together, which the third alone has nothing of. What else there is does nothing. The squares' means:
/// of a bowl 4/45, of a slope 1/3, of a product 1/9.
inline double known(const std::vector<double>& x) {
  return std::sqrt(0.5 * 45 / 4) * x[0] * x[0] + std::sqrt(0.3 * 3) * x[1] + std::sqrt(0.2 * 9) * x[0] * x[2];
}

inline Observed drawn(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  Random random(seed);
  Observed out;
  for (std::size_t i = 0; i < points; ++i) {
    std::vector<double> x;
    for (std::size_t d = 0; d < dimensions; ++d) x.push_back(2 * random.uniform() - 1);
    out.x.push_back(x);
    out.y.push_back(known(x) + 0.1 * random.normal());
  }
  return out;
}

inline Observed noise(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  Observed out = drawn(points, dimensions, seed);
  Random random(seed, 1);
  for (double& y : out.y) y = random.normal();
  return out;
}

}  // namespace cdp::study::test
