// What is read off the data flow of the library's models and of ways to write them that users have.
#include "compiler/analysis/flow.h"

#include <gmock/gmock.h>

#include "tests/compiler/model/model_support.h"

namespace cdp::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> names(const model::Model& model, const std::vector<Factor>& factors) {
  std::vector<std::string> out;
  for (const Factor& factor : factors)
    out.push_back((factor.exponent < 0 ? "/" : "") + model.multipliers[factor.multiplier].path);
  return out;
}

/// Layers whose `forward` is given, with what is in them.
std::unique_ptr<test::Modelled> layers(const std::string& members, const std::string& forward) {
  return test::instantiate(test::toy("  layers: depth * Layer(width)\n  forward(ids) = head(layers(embed(ids)))\n",
                                     "module Layer(width) {\n  up: Linear(width, width)\n  norm: RmsNorm(width)\n" +
                                         members + "  forward(x) {\n" + forward + "\n  }\n}\n"));
}

TEST(Flow, BranchesUnderANormOnTheStreamAreFound) {
  const auto post = test::instantiate(test::gpt("order = \"post\""));
  const auto branches = flow_of(*post->model).normed_branches;
  ASSERT_THAT(branches, SizeIs(2));
  EXPECT_THAT(names(*post->model, branches[0].factors), ElementsAre("blocks.*.attn_mult"));
  EXPECT_THAT(names(*post->model, branches[1].factors), ElementsAre("blocks.*.mlp_mult"));
  EXPECT_THAT(flow_of(*test::instantiate(test::gpt())->model).normed_branches, IsEmpty());
  EXPECT_THAT(flow_of(*layers("", "    return x + norm(up(x))")->model).normed_branches, IsEmpty());
  EXPECT_THAT(flow_of(*layers("", "    return norm(x + up(x))")->model).normed_branches, SizeIs(1));
}

TEST(Flow, WhatSeesLaterTokensIsAttentionWithoutAMaskAndMeans) {
  EXPECT_THAT(flow_of(*test::instantiate(test::gpt())->model).looks_ahead, IsEmpty());
  const auto open = layers("  q: Linear(width, width)\n",
                           "    h = split_heads(q(norm(x)), heads = 1)\n"
                           "    return x + up(merge_heads(attention(h, h, h, 1, causal = false)))");
  EXPECT_THAT(flow_of(*open->model).looks_ahead, SizeIs(1));
}

TEST(Flow, SumsOfSumsTakeNoTimeThatDoubles) {
  std::string body = "    h0 = up(norm(x))\n";
  for (int i = 0; i < 200; ++i) body += fmt::format("    h{} = h{} + h{}\n", i + 1, i, i);
  EXPECT_THAT(flow_of(*layers("", body + "    return h200")->model).normed_branches, IsEmpty());
}

TEST(Flow, AttentionHasItsHeadsAndTheirWidth) {
  const auto gpt = test::instantiate(test::gpt("kv_heads = 1"));
  const auto attentions = flow_of(*gpt->model).attentions;
  ASSERT_THAT(attentions, SizeIs(1));
  EXPECT_EQ(gpt->model->multipliers[attentions[0].multiplier.value()].path, "blocks.*.attn.scale");
  EXPECT_EQ(attentions[0].head_dim->text(), "64");
  EXPECT_EQ(attentions[0].heads->text(), "width / 64");
  EXPECT_EQ(attentions[0].kv_heads->text(), "1");
}

TEST(Flow, HeadsAreFoundBehindAFusedMatrixAndANumber) {
  const auto made = test::instantiate(test::toy(
      "  layers: depth * Layer(width)\n  forward(ids) = head(layers(embed(ids)))\n",
      "module Layer(width) {\n  qkv: Linear(width, 3 * width, bias = true)\n  forward(x) {\n    all = qkv(x)\n"
      "    q = split_heads(chunk(all, chunks = 3, index = 0), heads = 4)\n"
      "    k = split_heads(chunk(all, chunks = 3, index = 1), heads = 4)\n"
      "    v = split_heads(chunk(all, chunks = 3, index = 2), heads = 4)\n"
      "    return x + merge_heads(attention(q, k, v, (width / 4)^-0.5))\n  }\n}\n"));
  const auto attentions = flow_of(*made->model).attentions;
  ASSERT_THAT(attentions, SizeIs(1));
  EXPECT_FALSE(attentions[0].multiplier);
  EXPECT_EQ(attentions[0].head_dim->text(), "width / 4");
  EXPECT_EQ(attentions[0].number.degree("width"), -0.5);
}

TEST(Flow, MixturesHaveTheirExperts) {
  const auto made = test::instantiate("use std.moe\nmodel = Moe(width, depth, vocab = 256)\n" +
                                      std::string(test::kRulesLine) + test::kReference + test::kBase);
  const auto mixtures = flow_of(*made->model).mixtures;
  ASSERT_THAT(mixtures, SizeIs(1));
  EXPECT_EQ(mixtures[0].experts.text(), "8");
  EXPECT_EQ(mixtures[0].top_k.text(), "2");
}

}  // namespace
}  // namespace cdp::analysis
