// The data flow at a scale, and what it needs there that its text leaves open.
#include "compiler/scaling/graph_at.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/limits.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using test::compile;
using test::Ids;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What a toy of width 128, whose target is 100 wide and 8 deep, is told there.
Ids told(const std::string& forward, const std::string& members = "", const std::string& target = "big") {
  const std::string text = test::toy(members + "  forward(tokens) = head(" + forward + ")\n");
  return compile(text + "target big { width = 100; depth = 8 }\n", target)->messages();
}

std::string heads(const std::string& count) {
  return "merge_heads(split_heads(embed(tokens), heads = " + count + "))";
}

TEST(GraphAt, HoldsWhatOnlyNumbersTell) {
  EXPECT_EQ(told(heads("4")), Ids{});
  EXPECT_THAT(told(heads("64")),
              ElementsAre("at `big`, `split_heads` needs `heads` to divide `width`, found heads 64, width 100"));
  EXPECT_EQ(told(heads("64"), "", ""), Ids{}) << "64 divides 128, the reference's width";
  EXPECT_THAT(told(heads("3"), "", ""), ElementsAre(HasSubstr("at `reference`, `split_heads` needs")));
}

TEST(GraphAt, HoldsEveryConditionOfTheTable) {
  const std::string qkv = "  w: Tensor(2 * width, width)\n";
  EXPECT_THAT(told("chunk(linear(embed(tokens), w), chunks = 2, index = width - 98)", qkv),
              ElementsAre(HasSubstr("`index` to be below `chunks`, found index 2, chunks 2")));
  EXPECT_THAT(told("chunk(linear(embed(tokens), w), chunks = 3, index = 0) + embed(tokens) * 0", qkv),
              ElementsAre(HasSubstr("shapes that fit each other")));
  EXPECT_THAT(told("merge_heads(rope(split_heads(embed(tokens), heads = 20)))"),
              ElementsAre(HasSubstr("2 to divide `head_width`, found head_width 5")));
  EXPECT_THAT(told("embed(tokens) + lookup(positions(tokens), p)", "  p: Tensor(8, width)\n"),
              ElementsAre(HasSubstr("`context` to be at most `rows`, found context 256, rows 8")));
  EXPECT_THAT(told("linear(route(linear(embed(tokens), r), top_k = width - 91), o)",
                   "  r: Tensor(8, width)\n  o: Tensor(width, 8)\n"),
              ElementsAre(HasSubstr("`top_k` to be at most `experts`, found top_k 9, experts 8")));
}

TEST(GraphAt, HoldsConstantsInTheirRange) {
  EXPECT_THAT(told("(1 / (width - 100)) * embed(tokens)"), ElementsAre(HasSubstr("no finite number at `big`")));
  EXPECT_THAT(told("rms_norm(embed(tokens), eps = 1 / (width - 1024))"),
              ElementsAre(HasSubstr("`eps` of `rms_norm`, `1 / (width - 1024)`, comes to -0.00108")));
  EXPECT_THAT(
      told("embed(tokens) / (width - 100)"),
      ElementsAre(HasSubstr("a number that `div` takes, `width - 100`, comes to 0 at `big`; it must be a finite "
                            "number other than 0")));
  EXPECT_THAT(told("rope(embed(tokens), theta = 10)"), ElementsAre(HasSubstr("needs (batch, heads")));
  const std::string attend =
      "merge_heads(attention(split_heads(embed(tokens), heads = 4), "
      "split_heads(embed(tokens), heads = 4), split_heads(embed(tokens), heads = 4), 1, window = ";
  EXPECT_EQ(told(attend + "2^53))"), Ids{});
  EXPECT_THAT(told(attend + "10^30))"),
              ElementsAre("`window` of `attention`, `1e30`, comes to 1e30 at `big`; it must be a whole number from 0 "
                          "to 2^53"));
  EXPECT_THAT(told(attend + "1.5))"), ElementsAre(HasSubstr("comes to 1.5 at `big`")));
}

TEST(GraphAt, HoldsMultipliersFinite) {
  EXPECT_THAT(
      told("m * embed(tokens)", "  m: Multiplier(1 / (width - 128))\n", ""),
      ElementsAre(HasSubstr("the value of `m`, `1 / (width - 128)`, comes to no finite number at `reference`")));
}

TEST(GraphAt, KeepsToTheLimitsOfPlans) {
  const std::string banks = "  up: Tensor(10^10, width)\n  down: Tensor(width, 10^10)\n";
  EXPECT_EQ(told("linear(linear(embed(tokens), up), down)", banks), Ids{}) << "10^12 elements are fewer than 2^40";
  EXPECT_THAT(told("linear(linear(embed(tokens), up), down)", banks, ""),
              ElementsAre(HasSubstr("has 1280000000000 elements at `reference`; a tensor holds at most 2^40")));
  EXPECT_THAT(compile(test::toy("  blocks: depth * Act(1)\n  forward(tokens) = head(blocks(embed(tokens)))\n",
                                "module Act(n) { forward(x) = silu(x) * 2 }\n") +
                          "target big { depth = 4M }\n",
                      "big")
                  ->messages(),
              ElementsAre(HasSubstr("operations at `big` when every layer counts")));
}

TEST(GraphAt, CountsTokensAgainstTheTable) {
  EXPECT_THAT(told("linear(embed(tokens), w)", "  w: Tensor(width, width)\n"), Ids{});
  const std::string text =
      "use std.linear\nmodule Toy(width) {\n  embed: Embedding(16, width)\n  head: Unembedding(width, 256)\n"
      "  forward(tokens) = head(embed(tokens))\n}\nmodel = Toy(width)\n" +
      std::string(test::kRulesLine) + test::kReference + test::kBase;
  EXPECT_THAT(compile(text)->messages(),
              ElementsAre("at `reference`, the output scores 256 tokens, but `embed.weight`, where tokens are looked "
                          "up, has 16 rows"));
}

}  // namespace
}  // namespace cdp::scaling
