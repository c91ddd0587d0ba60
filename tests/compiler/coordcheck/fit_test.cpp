// Slopes that are known, and intervals by the formula.
#include "compiler/coordcheck/fit.h"

#include <gtest/gtest.h>

#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

TEST(FitSlope, FindsAKnownSlope) {
  const auto fit = fit_slope(points(-0.5, 3, 0));
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, -0.5, 1e-12);
  EXPECT_NEAR(fit->half, 0, 1e-7);
  EXPECT_NEAR(fit->upper, -0.5, 1e-12);
}

TEST(FitSlope, TheIntervalIsStudents) {
  const std::vector<Point> four = {{1, 1, 1}, {2, 1, 2.2}, {4, 1, 3.9}, {8, 1, 8.3}};
  double mean_x = 0;
  double mean_y = 0;
  for (const Point& point : four) mean_x += std::log(point.scale) / 4, mean_y += std::log(point.size) / 4;
  double xx = 0;
  double xy = 0;
  for (const Point& point : four) {
    xx += std::pow(std::log(point.scale) - mean_x, 2);
    xy += (std::log(point.scale) - mean_x) * (std::log(point.size) - mean_y);
  }
  double residual = 0;
  for (const Point& point : four)
    residual += std::pow(std::log(point.size) - mean_y - xy / xx * (std::log(point.scale) - mean_x), 2);
  const auto fit = fit_slope(four);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, xy / xx, 1e-12);
  EXPECT_NEAR(fit->half, 4.30265 * std::sqrt(residual / 2 / xx), 1e-5);
}

TEST(FitSlope, MoreScatterIsAWiderInterval) {
  EXPECT_GT(fit_slope(points(0, 1, 0.2))->half, 5 * fit_slope(points(0, 1, 0.01))->half);
}

TEST(FitSlope, TheUpperHalfShowsABend) {
  std::vector<Point> bent;
  for (const double scale : kScales)
    for (std::int64_t seed = 1; seed <= 2; ++seed) bent.push_back({scale, seed, scale <= 128 ? 1 : scale / 128});
  EXPECT_NEAR(fit_slope(bent)->upper, 1, 1e-9);
  EXPECT_LT(fit_slope(bent)->slope, 0.8);
}

TEST(FitSlope, TooFewPointsHaveNone) {
  EXPECT_FALSE(fit_slope(std::vector<Point>{{64, 1, 1}, {128, 1, 2}}));
  EXPECT_FALSE(fit_slope(std::vector<Point>{{64, 1, 1}, {64, 2, 2}, {64, 3, 2}}));
  EXPECT_TRUE(fit_slope(std::vector<Point>{{64, 1, 1}, {64, 2, 2}, {128, 3, 2}}));
}

}  // namespace
}  // namespace cdp::coordcheck
