// The spline goes through its points and never beyond them.
#include "study/statistics/monotone_spline.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cdp::study {
namespace {

TEST(MonotoneSpline, GoesThroughItsPoints) {
  const MonotoneSpline spline({0, 1, 3, 4}, {5, 2, 1, 7});
  EXPECT_EQ(spline.at(0), 5);
  EXPECT_EQ(spline.at(1), 2);
  EXPECT_EQ(spline.at(3), 1);
  EXPECT_EQ(spline.at(4), 7);
  EXPECT_EQ(spline.at(-2), 5) << "outside: the nearest";
  EXPECT_EQ(spline.at(9), 7);
}

TEST(MonotoneSpline, IsExactOnALine) {
  const MonotoneSpline spline({0, 1, 3}, {0, 2, 6});
  EXPECT_NEAR(spline.at(0.25), 0.5, 1e-12);
  EXPECT_NEAR(spline.at(2.5), 5, 1e-12);
}

TEST(MonotoneSpline, RisesAndFallsOnlyWhereThePointsDo) {
  const std::vector<double> x = {0, 1, 2, 3, 4, 5, 6};
  const std::vector<double> y = {9, 2, 1.9, 1, 1.1, 1.1, 30};
  const MonotoneSpline spline(x, y);
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    double last = y[i];
    for (int part = 1; part <= 50; ++part) {
      const double now = spline.at(x[i] + part / 50.0);
      EXPECT_GE(now, std::min(y[i], y[i + 1]) - 1e-12);
      EXPECT_LE(now, std::max(y[i], y[i + 1]) + 1e-12);
      EXPECT_TRUE(y[i + 1] >= y[i] || now <= last + 1e-12);
      last = now;
    }
  }
  EXPECT_EQ(spline.lowest_point(), 3U);
}

TEST(MonotoneSpline, TakesOnePoint) {
  const MonotoneSpline spline({2}, {7});
  EXPECT_EQ(spline.at(1), 7);
  EXPECT_EQ(spline.lowest_point(), 0U);
}

}  // namespace
}  // namespace cdp::study
