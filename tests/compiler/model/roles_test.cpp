// Roles follow the data flow: what a matrix contracts, and what becomes of its result, in small models of many forms.
#include "compiler/model/roles.h"

#include <gtest/gtest.h>

#include "compiler/model/tags.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;
using test::instantiate;
using test::toy;

/// The role among input, hidden, output, readout (an output matrix too), vector and finite.
std::string role_of(const test::Modelled& m, const std::string& path) {
  std::string found;
  for (const std::string tag : {"input", "hidden", "output", "vector", "finite"})
    if (m.tensor(path).tags.contains(tag)) found += tag;
  return m.tensor(path).tags.contains("readout") ? found + " readout" : found;
}

using Roles = std::map<std::string, std::string>;

/// Holds the roles of tensors in a Toy with `members` and `forward(tokens) = FLOW`; `outside` stands before the module.
void expect_roles(const std::string& members, const std::string& flow, const Roles& wanted,
                  const std::string& outside = "") {
  const auto m = instantiate(toy(members + "\n  forward(tokens) " + flow + "\n", outside));
  ASSERT_EQ(m->messages(), Ids{}) << flow;
  for (const auto& [path, role] : wanted) EXPECT_EQ(role_of(*m, path), role) << path << " in " << flow;
}

TEST(Roles, FollowWhatContractsTheResult) {
  expect_roles("  down: Linear(width, 64)\n  mid: Linear(64, 64)\n  up: Linear(64, width)",
               "= head(up(mid(down(embed(tokens)))))",
               {{"down.weight", "hidden"},
                {"mid.weight", "hidden"},
                {"up.weight", "hidden"},
                {"embed.weight", "input"},
                {"head.weight", "output readout"}});
}

TEST(Roles, FollowThroughGatesNormsAndSums) {
  expect_roles(
      "  a: Linear(width, 4 * width)\n  b: Linear(width, 4 * width)\n  norm: RmsNorm(4 * width)\n"
      "  down: Linear(4 * width, width)",
      "{\n  x = embed(tokens)\n  return head(x + down(norm(silu(a(x)) * b(x)) + gelu(a(x))))\n}",
      {{"a.weight", "hidden"}, {"b.weight", "hidden"}, {"down.weight", "hidden"}});
}

TEST(Roles, OfAGateOfOneNumberThatNothingContracts) {
  // One score a token scales all features: like a router's, its row is a readout's.
  expect_roles("  gate: Linear(width, 1)\n  up: Linear(width, width)",
               "{\n  x = embed(tokens)\n  return head(up(x) * sigmoid(gate(x)))\n}",
               {{"gate.weight", "output"}, {"up.weight", "hidden"}});
}

TEST(Roles, OfAHeadWithoutTheLogitsMultiplier) {
  expect_roles("  value: Linear(width, 256)", "= value(embed(tokens)) + head(embed(tokens))",
               {{"value.weight", "output"}, {"head.weight", "output readout"}});
}

TEST(Roles, OfReadoutsBehindOffsetsAndSums) {
  expect_roles("  a: Linear(width, 256, bias = true)\n  b: Linear(width, 256)\n  scale: Multiplier @logits",
               "= 2 * (scale * (a(embed(tokens)) + b(embed(tokens)))) + head(embed(tokens))",
               {{"a.weight", "output readout"}, {"b.weight", "output readout"}});
  expect_roles("  a: Linear(width, 256)\n  norm: RmsNorm(256)\n  scale: Multiplier @logits",
               "= scale * norm(a(embed(tokens))) + head(embed(tokens))", {{"a.weight", "output"}});
  expect_roles("  a: Linear(width, 256)\n  scale: Multiplier @logits",
               "= scale * merge_heads(split_heads(-a(embed(tokens)), heads = 2)) + head(embed(tokens))",
               {{"a.weight", "output readout"}});
  expect_roles("  a: Linear(width, 256)\n  scale: Multiplier", "= scale * a(embed(tokens)) + head(embed(tokens))",
               {{"a.weight", "output"}});
}

TEST(Roles, FollowTheNextLayerOfAStack) {
  expect_roles("  deep: depth * Linear(256, 256)", "= deep(head(embed(tokens)))",
               {{"deep.*.weight", "hidden"}, {"head.weight", "hidden"}});
  const std::string outer =
      "module Outer(n) {\n  inner: 2 * Linear(n, n)\n  last: Linear(n, n)\n  forward(x) = x + last(inner(x))\n}\n";
  expect_roles("  deep: depth * Outer(256)", "= deep(head(embed(tokens)))",
               {{"deep.*.inner.*.weight", "hidden"}, {"deep.*.last.weight", "hidden"}}, outer);
}

TEST(Roles, OfMatricesOfFixedSizeAtTheEnd) {
  // Nothing here grows, but what nothing contracts again is still no hidden matrix (muon would train it).
  expect_roles("  down: Linear(width, 64)\n  last: Linear(64, 256)",
               "= last(down(embed(tokens))) + head(embed(tokens))",
               {{"down.weight", "hidden"}, {"last.weight", "output"}});
}

TEST(Roles, FollowEveryAxis) {
  const std::string axes = "axis latent\naxis heads\n";
  const auto m = instantiate(axes +
                             "use std.linear\nuse std.attention\nmodule Net(width, vocab) {\n"
                             "  embed: Embedding(vocab, width)\n  down: Linear(width, latent)\n"
                             "  attn: Attention(latent, heads = heads, kv_heads = 1, head_dim = 64, qk_norm = false)\n"
                             "  up: Linear(latent, width, bias = true)\n  head: Unembedding(width, vocab)\n"
                             "  forward(tokens) = head(up(attn(down(embed(tokens)))))\n}\n"
                             "model = Net(width, 256)\n" +
                             test::kRulesLine +
                             "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256; "
                             "latent = 64; heads = 2 }\n" +
                             test::kBase);
  ASSERT_EQ(m->messages(), Ids{});
  for (const std::string path :
       {"down.weight", "attn.q.weight", "attn.k.weight", "attn.v.weight", "attn.out.weight", "up.weight"})
    EXPECT_EQ(role_of(*m, path), "hidden") << path;
  EXPECT_EQ(role_of(*m, "up.offset"), "vector");
  EXPECT_EQ(role_of(*m, "head.weight"), "output readout");
}

TEST(Roles, OfRoutersWhoseExpertsAreAnAxis) {
  const auto m = instantiate("axis experts\nuse std.moe\nmodel = Moe(width, depth, vocab = 256, experts = experts)\n" +
                             test::kRulesLine +
                             "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256; "
                             "experts = 8 }\n" +
                             test::kBase);
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_EQ(role_of(*m, "blocks.*.mlp.router.weight"), "output");
  EXPECT_EQ(role_of(*m, "blocks.*.mlp.router.balance"), "vector");
  for (const std::string part : {"gate", "up", "down"})
    EXPECT_EQ(role_of(*m, "blocks.*.mlp.routed." + part), "hidden") << part;
}

TEST(Roles, OfWhatContractsTheTasksOwnInput) {
  const auto m = instantiate(
      "use std.linear\nuse std.norm\nmodule Net(width, features) {\n  scale: Tensor(features) = ones\n"
      "  up: Linear(features, width)\n  skip: Linear(features, width)\n  back: Linear(width, 64)\n"
      "  head: Unembedding(64, 10)\n"
      "  forward(x) {\n    y = gelu(x * scale)\n    return head(back(up(y) + skip(x)))\n  }\n}\n"
      "model = Net(width, 64)\n" +
      test::kRulesLine + "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M seq }\n" + test::kBase +
      "training { task = classify }\n");
  ASSERT_EQ(m->messages(), Ids{});
  EXPECT_EQ(role_of(*m, "up.weight"), "input");
  EXPECT_EQ(role_of(*m, "skip.weight"), "input");
  EXPECT_EQ(role_of(*m, "back.weight"), "hidden");
  EXPECT_EQ(role_of(*m, "scale"), "finite");
}

TEST(Roles, GrowthIsThatOfLayersNotOfTheRun) {
  for (const std::string axis : {"depth", "batch", "duration", "context"}) EXPECT_FALSE(grows(Sym::axis(axis))) << axis;
  EXPECT_TRUE(grows(Sym::axis("width")));
  EXPECT_TRUE(grows(Sym(3) * Sym::axis("experts")));
  EXPECT_FALSE(grows(Sym(64)));
}

}  // namespace
}  // namespace cdp::model
