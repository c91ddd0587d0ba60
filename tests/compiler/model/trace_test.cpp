// Running forward symbolically: calls, stacks, roles of tensors, and what multipliers scale.
#include <gtest/gtest.h>

#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;
using test::instantiate;
using test::toy;

Ids ids_of_forward(const std::string& forward, const std::string& members = "") {
  return instantiate(toy(members + "  forward(tokens) = " + forward + "\n"))->ids();
}

TEST(Trace, FoldsAStackIntoOneNode) {
  const auto m = instantiate(test::gpt());
  std::size_t stacks = 0;
  for (const Node& node : m->model->graph.nodes) {
    if (!node.stack) continue;
    ++stacks;
    EXPECT_EQ(m->model->stacks[*node.stack].path, "blocks");
    EXPECT_EQ(node.body->inputs.size(), 1U);
    EXPECT_GT(node.body->nodes.size(), 10U);
  }
  EXPECT_EQ(stacks, 1U);
}

TEST(Trace, FindsWhatAMultiplierScales) {
  const auto m = instantiate(test::gpt("tied = true"));
  EXPECT_EQ(m->multiplier("blocks.*.attn.scale").contraction->text(), "64") << "the head dimension";
  EXPECT_EQ(m->multiplier("head.mult").contraction->text(), "width");
  EXPECT_EQ(m->multiplier("blocks.*.mlp_mult").contraction->text(), "4 * width");
  const auto growing = instantiate(test::gpt("head_dim = width / 4"));
  EXPECT_EQ(growing->multiplier("blocks.*.attn.scale").contraction->text(), "width / 4");
  const auto chained =
      instantiate(toy("  a: Multiplier\n  b: Multiplier\n  forward(tokens) = a * (2 * (b * head(embed(tokens))))\n"));
  EXPECT_EQ(chained->multiplier("a").contraction->text(), "width");
  EXPECT_EQ(chained->multiplier("b").contraction->text(), "width");
  const auto sum =
      instantiate(toy("  a: Multiplier\n  forward(tokens) = head(a * (embed(tokens) + embed(positions(tokens))))\n"));
  EXPECT_FALSE(sum->multiplier("a").contraction) << "a sum of two lookups contracts nothing";
  const auto moved = instantiate(toy(
      "  a: Multiplier\n  forward(tokens) = a * merge_heads(rope(split_heads(-head(embed(tokens)), heads = 2)))\n"));
  EXPECT_EQ(moved->multiplier("a").contraction->text(), "width") << "whose entries move or turn";
}

TEST(Trace, HoldsCallsToTheirForm) {
  EXPECT_EQ(ids_of_forward("head(embed(tokens), tokens)"), Ids{"E0316"});
  EXPECT_EQ(ids_of_forward("head(x = embed(tokens))"), Ids{"E0319"});
  EXPECT_EQ(ids_of_forward("gain(embed(tokens))", "  gain: Tensor(width)\n"), Ids{"E0320"});
  EXPECT_EQ(ids_of_forward("head(rms_norm(embed(tokens), eps = true))"), Ids{"E0321"});
  EXPECT_EQ(ids_of_forward("head(rms_norm(embed(tokens), epss = 1))"), Ids{"E0306"});
  EXPECT_EQ(ids_of_forward("head(merge_heads(split_heads(embed(tokens))))"), Ids{"E0309"});
  EXPECT_EQ(ids_of_forward("head(embed(tokens) ^ 2)"), Ids{"E0322"});
  EXPECT_EQ(ids_of_forward("head(a * b * embed(tokens))", "  a: Multiplier\n  b: Multiplier\n"), Ids{"E0323"});
  EXPECT_EQ(ids_of_forward("head(silu(embed(tokens), embed(tokens)))"), Ids{"E0324"});
  EXPECT_EQ(ids_of_forward("linear(embed(tokens), embed(tokens))"), Ids{"E0325"});
  EXPECT_EQ(ids_of_forward("head(blocks(3))", "  blocks: depth * Linear(width, width)\n"), Ids{"E0317"});
  EXPECT_EQ(ids_of_forward("head(blocks(embed(tokens)))", "  blocks: depth * Linear(width, 2 * width)\n"),
            Ids{"E0318"});
  EXPECT_EQ(ids_of_forward("head(embed(tokens) * \"two\")"), Ids{"E0325"});
}

TEST(Trace, GivesATensorOneRole) {
  const auto twice = instantiate(
      toy("  gain: Tensor(width) = ones\n  forward(tokens) = head(rms_norm(embed(tokens), gain) + gain)\n"));
  EXPECT_EQ(twice->ids(), Ids{"E0326"});
  EXPECT_EQ(twice->noted().size(), 2U) << "the first use and the declaration";
  EXPECT_EQ(ids_of_forward("head(rms_norm(rms_norm(embed(tokens), gain), gain))", "  gain: Tensor(width) = ones\n"),
            Ids{});
}

TEST(Trace, KnowsWhatIsContracted) {
  const auto m = instantiate(test::gpt("position = \"learned\""));
  EXPECT_EQ(m->tensor("embed.weight").contracted, 0U);
  EXPECT_EQ(m->tensor("embed.weight").output, 1U);
  EXPECT_EQ(m->tensor("head.weight").contracted, 1U);
  EXPECT_EQ(m->tensor("head.weight").output, 0U);
  EXPECT_FALSE(m->tensor("norm.gain").contracted);
}

TEST(Trace, EndsExponentialDataFlow) {
  const auto deep = [](const std::string& bottom) {
    return "module D(n) {\n  if n > 0 {\n    inner: D(n - 1)\n    forward(x) = inner(inner(x))\n  } else {\n    "
           "forward(x) = " +
           bottom + "\n  }\n}\n";
  };
  for (const std::string bottom : {"x", "silu(x)"})
    EXPECT_EQ(instantiate(toy("  d: D(40)\n  forward(tokens) = head(d(embed(tokens)))\n", deep(bottom)))->ids(),
              Ids{"E0333"});
}

}  // namespace
}  // namespace cdp::model
