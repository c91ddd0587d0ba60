// Quantiles against numbers worked out by hand.
#include "study/statistics/quantiles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::study {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  EXPECT_EQ(quantile({3, 1, 2}, 0.5), 2);
  EXPECT_EQ(quantile({1, 2, 3, 4}, 0.5), 2.5);
  EXPECT_NEAR(quantile({1, 2, 3, 4}, 0.1), 1.3, 1e-12);
  EXPECT_EQ(quantile({1, 2}, 0), 1);
  EXPECT_EQ(quantile({1, 2}, 1), 2);
  EXPECT_EQ(quantile({7}, 0.3), 7);
}

TEST(Quantile, TakesInfiniteDraws) {
  EXPECT_EQ(quantile({1, kInfinite, kInfinite}, 0.75), kInfinite);
  EXPECT_EQ(quantile({-kInfinite, 1, kInfinite}, 0.5), 1);
  EXPECT_EQ(quantile({-kInfinite, -kInfinite, 1}, 0.25), -kInfinite);
  EXPECT_EQ(quantile({-kInfinite, kInfinite}, 0.4), -kInfinite);
  EXPECT_EQ(quantile({-kInfinite, 1}, 0.4), -kInfinite);
}

TEST(Middle, LeavesOutBothEnds) {
  std::vector<double> draws;
  for (int i = 0; i <= 1000; ++i) draws.push_back(i);
  const Interval interval = middle(draws);
  EXPECT_NEAR(interval.low, 25, 1e-9);
  EXPECT_NEAR(interval.high, 975, 1e-9);
  EXPECT_TRUE(interval.holds(25.5));
  EXPECT_FALSE(interval.holds(24));
}

}  // namespace
}  // namespace cdp::study
