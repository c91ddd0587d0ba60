// Folded names and what they stand for.
#include "compiler/plan/graph.h"

#include <gtest/gtest.h>

#include "compiler/base/saturating.h"

namespace cdp::plan {
namespace {

std::string expanded(std::string_view folded, std::vector<std::int64_t> indices) {
  return expand(folded, indices);
}

TEST(Expand, PutsTheOutermostIndexFirst) {
  EXPECT_EQ(expanded("blocks.*.attn.q.weight", {3}), "blocks.3.attn.q.weight");
  EXPECT_EQ(expanded("stages.*.blocks.*.w", {1, 12}), "stages.1.blocks.12.w");
}

TEST(Expand, LeavesInnerIndicesOutWhereANameIsShared) {
  EXPECT_EQ(expanded("stages.*.shared.w", {2, 5}), "stages.2.shared.w");
  EXPECT_EQ(expanded("embed.weight", {2}), "embed.weight");
}

TEST(Expand, TakesOnlyWholePartsForStars) {
  EXPECT_EQ(expanded("a*.b", {7}), "a*.b");
  EXPECT_EQ(expanded("*", {7}), "7");
  EXPECT_EQ(expanded(".", {7}), ".");
}

TEST(ExpandDeathTest, NeedsAnIndexForEveryStar) {
  EXPECT_DEATH(static_cast<void>(expanded("a.*.b.*", {1})), "indices");
}

/// A stack in a stack in a stack, each run 32 times, around one operation.
Block nested(int deep) {
  Block block{{"%in"}, {{"%x", "relu", {"%in"}, {}, {}, {}, {}}}, "%x"};
  for (int i = 0; i < deep; ++i) {
    const std::string name = std::to_string(i);
    Node stack{"%s" + name, "stack", {"%i" + name}, {}, "s", 32, std::make_shared<Block>(block)};
    block = {{"%i" + name}, {stack}, "%s" + name};
  }
  return block;
}

TEST(UnfoldedOperations, CountEveryRunOfEveryStack) {
  EXPECT_EQ(unfolded_operations(nested(0)), 1);
  EXPECT_EQ(unfolded_operations(nested(2)), 32 * (2 + 32 * (2 + 1)));
  EXPECT_EQ(unfolded_operations(nested(16)), kSaturated);
}

TEST(CountStars, CountsWholeParts) {
  EXPECT_EQ(count_stars("a.*.b.*.c"), 2U);
  EXPECT_EQ(count_stars("a.**.b*"), 0U);
  EXPECT_EQ(count_stars(""), 0U);
}

TEST(IsValue, LooksAtTheFirstCharacter) {
  EXPECT_TRUE(is_value("%7"));
  EXPECT_FALSE(is_value("embed.weight"));
  EXPECT_FALSE(is_value(""));
}

}  // namespace
}  // namespace cdp::plan
