// Dotted names taken apart, put together, folded and expanded.
#include "compiler/base/dotted.h"

#include <gmock/gmock.h>

namespace cdp::dotted {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string expanded(std::string_view folded, const std::vector<std::int64_t>& indices) {
  return expand(folded, indices);
}

TEST(Dotted, PartsJoinToTheName) {
  EXPECT_THAT(parts("a.0.b"), ElementsAre("a", "0", "b"));
  EXPECT_THAT(parts(""), ElementsAre(""));
  EXPECT_THAT(parts("a..b."), ElementsAre("a", "", "b", ""));
  for (const char* name : {"a.0.b", "", "a..b.", ".a", "."}) EXPECT_EQ(join(parts(name)), name);
}

TEST(Dotted, HaveEnds) {
  EXPECT_EQ(first("blocks.3.attn"), "blocks");
  EXPECT_EQ(last("blocks.3.attn"), "attn");
  EXPECT_EQ(parent("blocks.3.attn"), "blocks.3");
  EXPECT_EQ(first("a"), "a");
  EXPECT_EQ(last("a"), "a");
  EXPECT_EQ(parent("a"), "");
  EXPECT_EQ(last("a."), "");
}

TEST(Dotted, IndicesAreDigitsAlone) {
  EXPECT_EQ(index("0"), 0);
  EXPECT_EQ(index("12"), 12);
  for (const char* part : {"", "-1", "+1", "1a", "w2", "99999999999999999999", "*", "1 "})
    EXPECT_FALSE(index(part)) << part;
}

TEST(Dotted, PatternsHaveAStarForEachIndex) {
  EXPECT_EQ(pattern("blocks.11.experts.0.weight"), "blocks.*.experts.*.weight");
  EXPECT_EQ(pattern("l2.weight"), "l2.weight");
  EXPECT_EQ(pattern("conv1d.w2.-1."), "conv1d.w2.-1.");
  EXPECT_EQ(pattern("7"), "*");
  EXPECT_THAT(indices("blocks.11.experts.0.weight"), ElementsAre(11, 0));
  EXPECT_THAT(indices("l2.weight"), IsEmpty());
  const std::string name = "blocks.11.experts.0.weight";
  EXPECT_EQ(expand(pattern(name), indices(name)), name);
}

TEST(Dotted, StarsAreWholeParts) {
  EXPECT_EQ(count_stars("a.*.b.*.c"), 2U);
  EXPECT_EQ(count_stars("a.**.b*"), 0U);
  EXPECT_EQ(count_stars(""), 0U);
}

TEST(Dotted, ExpandTakesIndicesFromTheOutermostOn) {
  EXPECT_EQ(expanded("blocks.*.attn.q.weight", {3}), "blocks.3.attn.q.weight");
  EXPECT_EQ(expanded("a.*.b.*.c", {1, 20}), "a.1.b.20.c");
  EXPECT_EQ(expanded("a.*.b", {1, 2}), "a.1.b") << "shared by the inner stack's runs";
  EXPECT_EQ(expanded("embed.weight", {}), "embed.weight");
  EXPECT_EQ(expanded("*", {0}), "0");
}

TEST(DottedDeathTest, EveryStarNeedsAnIndex) {
  EXPECT_DEATH(static_cast<void>(expanded("a.*.*", {1})), "next < indices");
}

}  // namespace
}  // namespace cdp::dotted
