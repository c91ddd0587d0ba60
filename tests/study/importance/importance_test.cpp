// Known shares of variance come back; of noise nothing is said.
#include "study/importance/importance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "tests/study/importance/synthetic.h"

namespace cdp::study {
namespace {

TEST(VarianceOf, FindsKnownShares) {
  constexpr double kError = 0.12;  // what docs/search.md states for 200 points
  const Variance found = variance_of(test::drawn(200, 4, 1));
  ASSERT_EQ(found.effects.size(), 4U);
  EXPECT_GT(found.held_out_r2, 0.8);
  const auto& [bowl, slope, helper, nothing] =
      std::tie(found.effects[0], found.effects[1], found.effects[2], found.effects[3]);
  EXPECT_NEAR(bowl.alone.value, 0.5, kError);
  EXPECT_NEAR(bowl.total.value, 0.7, kError);
  EXPECT_NEAR(slope.alone.value, 0.3, kError);
  EXPECT_NEAR(slope.total.value, 0.3, kError);
  EXPECT_NEAR(helper.alone.value, 0, 0.03);
  EXPECT_NEAR(helper.total.value, 0.2, kError);
  EXPECT_LT(nothing.total.value, 0.02);
  for (const Effect& effect : found.effects) {
    EXPECT_LE(effect.alone.value, effect.total.value);
    EXPECT_LE(effect.alone.interval.low, effect.alone.interval.high);
  }
}

TEST(VarianceOf, FindsThemOnAGridWithSeedsAsWell) {
  Observed grid;
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j) {
      const double x = -1 + 2 * i / 7.0, y = -1 + 2 * j / 7.0;
      grid.x.push_back({std::exp(x), y});
      grid.y.push_back(2 * x + y);  // four fifths and one fifth
    }
  const Variance found = variance_of(grid);
  ASSERT_EQ(found.effects.size(), 2U);
  EXPECT_NEAR(found.effects[0].alone.value, 0.8, 0.05);
  EXPECT_NEAR(found.effects[1].alone.value, 0.2, 0.05);
}

TEST(VarianceOf, SaysNothingOfNoise) {
  int said = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const std::size_t points : {10U, 16U, 24U}) {
      const Variance found = variance_of(test::noise(points, 1 + seed % 6, seed));
      said += found.effects.empty() ? 0 : 1;
      EXPECT_EQ(found.effects.empty(), found.held_out_r2 < found.needed_r2);
    }
  EXPECT_LE(said, 3);  // of 120
}

TEST(VarianceOf, SaysNothingOfFewPoints) {
  EXPECT_TRUE(variance_of(test::drawn(kLeastPoints - 1, 1, 1)).effects.empty());
  EXPECT_TRUE(variance_of({}).effects.empty());
  Observed same = test::drawn(20, 2, 1);
  for (double& y : same.y) y = 3;
  EXPECT_TRUE(variance_of(same).effects.empty());
}

TEST(VarianceOf, FewPointsNeedMore) {
  EXPECT_DOUBLE_EQ(variance_of(test::noise(10, 2, 1)).needed_r2, 0.6);
  EXPECT_DOUBLE_EQ(variance_of(test::noise(100, 2, 1)).needed_r2, kLeastR2);
}

}  // namespace
}  // namespace cdp::study
