// Streams are reproducible, can be taken up again, and look like what they say.
#include "study/statistics/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

TEST(Random, DoesNotChangeBetweenVersions) {
  Random random(1, 2);
  const std::uint64_t first = random.bits();
  EXPECT_EQ(Random(1, 2).bits(), first);
  EXPECT_EQ(first, 10116348427443287449U);
}

TEST(Random, GoesOnWhereItWasLeft) {
  Random whole(7);
  for (int i = 0; i < 5; ++i) whole.normal();
  Random resumed(7, 0, whole.drawn());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(whole.uniform(), resumed.uniform());
}

TEST(Random, StreamsAndSeedsDiffer) {
  EXPECT_NE(Random(1, 0).bits(), Random(1, 1).bits());
  EXPECT_NE(Random(1, 1).bits(), Random(2, 0).bits());
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  constexpr int kCount = 200'000;
  Random random(3);
  double sum = 0, normal_sum = 0, normal_squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    const double z = random.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(sum / kCount, 0.5, 4 * std::sqrt(1.0 / 12 / kCount));
  EXPECT_NEAR(normal_sum / kCount, 0, 4 / std::sqrt(kCount));
  EXPECT_NEAR(normal_squares / kCount, 1, 4 * std::sqrt(2.0 / kCount));
}

TEST(Random, BelowReachesEveryNumber) {
  Random random(4);
  int counts[3] = {};
  for (int i = 0; i < 3000; ++i) ++counts[random.below(3)];
  for (const int count : counts) EXPECT_NEAR(count, 1000, 120);
}

}  // namespace
}  // namespace cdp::study
