// Student's t against printed tables.
#include "study/statistics/student.h"

#include <gtest/gtest.h>

namespace cdp::study {
namespace {

TEST(TQuantile, IsThatOfTheTables) {
  EXPECT_NEAR(t_quantile(1), 12.706, 0.001);
  EXPECT_NEAR(t_quantile(4), 2.776, 0.001);
  EXPECT_NEAR(t_quantile(5), 2.571, 0.01);
  EXPECT_NEAR(t_quantile(10), 2.228, 0.001);
  EXPECT_NEAR(t_quantile(100), 1.984, 0.001);
}

}  // namespace
}  // namespace cdp::study
