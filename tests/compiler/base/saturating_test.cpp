// Counts that are too large stay the largest.
#include "compiler/base/saturating.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

TEST(Saturating, SumsAndProductsStopAtTheLargest) {
  EXPECT_EQ(saturating_sum(2, 3), 5);
  EXPECT_EQ(saturating_sum(kSaturated, 1), kSaturated);
  EXPECT_EQ(saturating_product(2, 3), 6);
  EXPECT_EQ(saturating_product(2, 3, 7), 42);
  EXPECT_EQ(saturating_product(std::int64_t{1} << 32, std::int64_t{1} << 32), kSaturated) << "and not 0";
  EXPECT_EQ(saturating_product(std::int64_t{1} << 32, std::int64_t{1} << 32, 2), kSaturated);
  EXPECT_EQ(saturating_product(kSaturated, 0), 0);
}

}  // namespace
}  // namespace cdp
