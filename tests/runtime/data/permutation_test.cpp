// The computed permutation: a bijection for every size, and different for different keys.
#include "runtime/data/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace cdp::runtime {
namespace {

std::vector<std::int64_t> all(std::int64_t count, std::uint64_t key) {
  const Permutation permutation(count, key);
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < count; ++i) out.push_back(permutation(i));
  return out;
}

TEST(Permutation, IsABijectionAtEverySize) {
  for (const std::int64_t count : {1, 2, 3, 4, 5, 16, 17, 64, 100, 1023, 4097}) {
    std::vector<bool> seen(static_cast<std::size_t>(count));
    for (const std::int64_t value : all(count, 42)) {
      ASSERT_TRUE(value >= 0 && value < count);
      EXPECT_FALSE(seen[static_cast<std::size_t>(value)]);
      seen[static_cast<std::size_t>(value)] = true;
    }
  }
}

TEST(Permutation, FollowsItsKey) {
  EXPECT_EQ(all(100, 1), all(100, 1));
  EXPECT_NE(all(100, 1), all(100, 2));
}

TEST(Permutation, SpreadsNeighbours) {
  const auto values = all(1000, 3);
  int neighbours = 0;
  for (std::size_t i = 1; i < values.size(); ++i) neighbours += std::abs(values[i] - values[i - 1]) == 1;
  EXPECT_LT(neighbours, 12);  // 2 are expected of a random order
}

TEST(Mix64, IsSplitmix64) {
  EXPECT_EQ(mix64(0), 0xe220a8397b1dcdafU);
}

TEST(EpochKey, DiffersFromEpochToEpochAndSeedToSeed) {
  EXPECT_NE(epoch_key(1, 0), epoch_key(1, 1));
  EXPECT_NE(epoch_key(1, 0), epoch_key(2, 0));
  EXPECT_EQ(epoch_key(1, 5), epoch_key(1, 5));
}

}  // namespace
}  // namespace cdp::runtime
