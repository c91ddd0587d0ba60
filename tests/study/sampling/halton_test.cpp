// The scrambled Halton sequence fills the cube more evenly than random points do, by the centered L2 discrepancy
// (Hickernell, "A generalized discrepancy and quadrature error bound", Math. Comp. 67, 1998, eq. 3.2).
#include "study/sampling/halton.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "study/statistics/random.h"

namespace cdp::sampling {
namespace {

using Points = std::vector<std::vector<double>>;

double discrepancy(const Points& points) {
  const auto n = static_cast<double>(points.size());
  const std::size_t dims = points.front().size();
  double single = 0;
  double both = 0;
  for (const auto& x : points) {
    double product = 1;
    for (const double value : x) {
      const double off = std::abs(value - 0.5);
      product *= 1 + 0.5 * off - 0.5 * off * off;
    }
    single += product;
    for (const auto& y : points) {
      double pair = 1;
      for (std::size_t d = 0; d < dims; ++d)
        pair *= 1 + 0.5 * std::abs(x[d] - 0.5) + 0.5 * std::abs(y[d] - 0.5) - 0.5 * std::abs(x[d] - y[d]);
      both += pair;
    }
  }
  return std::sqrt(std::pow(13.0 / 12, static_cast<double>(dims)) - 2 / n * single + both / n / n);
}

Points halton_points(std::uint64_t seed, std::size_t count, std::size_t dims) {
  Points points;
  for (std::size_t i = 0; i < count; ++i) points.push_back(halton(seed, i, dims));
  return points;
}

Points random_points(std::uint64_t seed, std::size_t count, std::size_t dims) {
  study::Random random(seed);
  Points points(count, std::vector<double>(dims));
  for (auto& point : points)
    for (double& x : point) x = random.uniform();
  return points;
}

TEST(Halton, IsMoreEvenThanRandomPoints) {
  for (const std::size_t dims : {1U, 2U, 6U})
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const double even = discrepancy(halton_points(seed, 128, dims));
      EXPECT_LT(even, 0.7 * discrepancy(random_points(seed, 128, dims))) << dims << " " << seed;
    }
}

TEST(Halton, GetsMoreEvenFasterThanRandomPoints) {
  // One over the number of points up to logarithms, not one over its root.
  const double few = discrepancy(halton_points(1, 64, 2));
  const double many = discrepancy(halton_points(1, 1024, 2));
  EXPECT_LT(many, few / 8) << "16 times the points; random ones would give a quarter";
}

TEST(Halton, HasOnePointInEveryCellOfItsBase) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Points points = halton_points(seed, 27, 2);
    std::vector<int> thirds(27);
    for (const auto& point : points) ++thirds[static_cast<std::size_t>(point[1] * 27)];
    EXPECT_EQ(std::count(thirds.begin(), thirds.end(), 1), 27) << "base 3, three digits";
  }
}

TEST(Halton, StaysInTheCubeWhateverTheSeedAndDimension) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (const std::uint64_t index : {0ULL, 1ULL, 1000ULL, 123456789012ULL})
      for (const double x : halton(seed, index, 100)) {
        EXPECT_GE(x, 0);
        EXPECT_LT(x, 1);
      }
}

TEST(Halton, SeedsScrambleDifferently) {
  EXPECT_NE(halton(1, 5, 10), halton(2, 5, 10));
  EXPECT_EQ(halton(1, 5, 10), halton(1, 5, 10));
  const std::vector<double> ten = halton(1, 5, 10);
  EXPECT_EQ(halton(1, 5, 4), std::vector<double>(ten.begin(), ten.begin() + 4))
      << "dimensions do not disturb each other";
}

}  // namespace
}  // namespace cdp::sampling
