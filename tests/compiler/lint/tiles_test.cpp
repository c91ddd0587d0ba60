// Sizes against tiles.
#include "compiler/lint/tiles.h"

#include <gtest/gtest.h>

namespace cdp::lint {
namespace {

TEST(Tiles, SmallSizesAreHeldToEightAndLargeOnesTo64) {
  EXPECT_EQ(missed_tile(60), 0);
  EXPECT_EQ(missed_tile(100), 8);
  EXPECT_EQ(missed_tile(200), 0);
  EXPECT_EQ(missed_tile(1000), 64);
  EXPECT_EQ(missed_tile(1001), 8);
  EXPECT_EQ(missed_tile(1600), 0);
}

TEST(Tiles, TheNearestMultiplesAreAboveZero) {
  EXPECT_EQ(nearest_multiples(1000, 64), "960 and 1024");
  EXPECT_EQ(nearest_multiples(7, 8), "8");
}

}  // namespace
}  // namespace cdp::lint
