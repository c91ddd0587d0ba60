// Sizes against tiles; what is asked of a model is tested with the rules that ask it (tests/golden/lint).
#include "compiler/lint/facts_dimensions.h"

#include <gtest/gtest.h>

namespace cdp::lint {
namespace {

using sema::AtomKind;
using sema::Sym;

TEST(FactsDimensions, SmallSizesAreHeldToEightAndLargeOnesTo64) {
  EXPECT_EQ(missed_tile(60), 0);
  EXPECT_EQ(missed_tile(100), 8);
  EXPECT_EQ(missed_tile(200), 0);
  EXPECT_EQ(missed_tile(1000), 64);
  EXPECT_EQ(missed_tile(1001), 8);
  EXPECT_EQ(missed_tile(1600), 0);
}

TEST(FactsDimensions, TheNearestMultiplesAreAboveZero) {
  EXPECT_EQ(nearest_multiples(1000, 64), "960 and 1024");
  EXPECT_EQ(nearest_multiples(7, 8), "8");
}

TEST(FactsDimensions, TheEmptyPartOfATileIsSaid) {
  EXPECT_NE(tile_text(1000, 64).find("38% of the last tile"), std::string::npos) << tile_text(1000, 64);
}

TEST(FactsDimensions, AFractionIsWhatWasOrShouldBeRounded) {
  const Sym width = Sym::axis("width");
  EXPECT_FALSE(is_fraction(width));
  EXPECT_FALSE(is_fraction(4 * width));
  EXPECT_FALSE(is_fraction(width / 64));
  EXPECT_FALSE(is_fraction(Sym(1000)));
  EXPECT_TRUE(is_fraction(3.5 * width));
  EXPECT_TRUE(is_fraction(sema::apply(AtomKind::kRound, {width * 8 / 3})));
}

}  // namespace
}  // namespace cdp::lint
