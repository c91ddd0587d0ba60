// A mean has the width that Student's t gives it.
#include "study/statistics/mean_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cdp::study {
namespace {

TEST(MeanInterval, IsAMeanWithStudentsWidth) {
  const MeanInterval three = mean_interval(std::vector<double>{1, 2, 3});
  EXPECT_DOUBLE_EQ(three.mean, 2);
  EXPECT_NEAR(three.half, 4.303 / std::sqrt(3), 0.001);
  EXPECT_DOUBLE_EQ(three.low() + three.high(), 4);
  EXPECT_TRUE(std::isinf(mean_interval(std::vector<double>{5}).half));
}

}  // namespace
}  // namespace cdp::study
