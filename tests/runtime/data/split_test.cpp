// The held-out split: by position, disjoint, complete, and with room for windows in both parts.
#include "runtime/data/split.h"

#include <gmock/gmock.h>

namespace cdp::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Every token is in exactly one part; both parts hold whole windows.
void expect_sound(std::int64_t tokens, std::int64_t context) {
  const auto split = split_corpus(tokens, context);
  ASSERT_TRUE(split) << split.error().text();
  std::vector<int> owner(static_cast<std::size_t>(tokens), 0);
  for (const auto* part : {&split->train, &split->held_out}) {
    for (const TokenRange& range : *part) {
      EXPECT_GT(range.size(), context);
      for (std::int64_t at = range.begin; at < range.end; ++at) ++owner[static_cast<std::size_t>(at)];
    }
  }
  const std::int64_t left = tokens - split->train_tokens() - split->held_out_tokens();
  EXPECT_LE(left, context);  // a tail too short for a window
  EXPECT_EQ(std::count(owner.begin(), owner.end(), 1), tokens - left);
  EXPECT_GE(split->train_tokens(), split->held_out_tokens());
}

TEST(Split, IsSoundAtAllSizes) {
  for (const std::int64_t tokens : {18, 19, 27, 100, 1000, 100'000, 3'000'000}) expect_sound(tokens, 8);
  expect_sound(1026, 512);
  expect_sound(2'000'000, 100'000);
}

TEST(Split, LargeCorporaHoldOutEveryTwentiethBlock) {
  const auto split = split_corpus(41 * 65536, 256);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->block_tokens, 65536);
  ASSERT_EQ(split->held_out.size(), 2U);
  EXPECT_EQ(split->held_out[0].begin, 19 * 65536);
  EXPECT_EQ(split->held_out[1].begin, 39 * 65536);
  ASSERT_EQ(split->train.size(), 3U);
  EXPECT_EQ(split->train[2].end, 41 * 65536);
}

TEST(Split, SmallCorporaHoldOutATwentieth) {
  const auto split = split_corpus(2000, 8);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->block_tokens, 100);
  EXPECT_EQ(split->held_out_tokens(), 100);
}

TEST(Split, ATooShortCorpusSaysWhatItHasAndNeeds) {
  const auto split = split_corpus(100, 256);
  ASSERT_FALSE(split);
  EXPECT_THAT(split.error().text(), AllOf(HasSubstr("has 100 tokens"), HasSubstr("context of 256 needs at least 514")));
}

TEST(Split, EvaluationReadsTheSameWindowsSpreadOut) {
  const Split split{10, {}, {{10, 20}, {30, 40}}};
  EXPECT_THAT(held_out_windows(split, 3, 100), ElementsAre(10, 13, 16, 30, 33, 36));
  EXPECT_THAT(held_out_windows(split, 3, 3), ElementsAre(10, 16, 33));
  EXPECT_THAT(held_out_windows(split, 9, 5), ElementsAre(10, 30));
}

}  // namespace
}  // namespace cdp::runtime
