// What is a Granite and what is not, whatever its tensors are called.
#include "compiler/export/hf_granite_topology.h"

#include <gmock/gmock.h>

#include "tests/compiler/export/granite_support.h"

namespace cdp::exporting {
namespace {

using ::testing::HasSubstr;

std::string refusal(const plan::Plan& plan) {
  const auto granite = recognise_granite(plan);
  EXPECT_FALSE(granite);
  return granite ? "" : granite.error().text();
}

/// A Gpt that Granite could hold but for the arguments given.
Small gpt(const std::string& arguments) {
  return {"gpt", "Gpt(width, depth, vocab = 32, context = context, head_dim = 8, " + arguments + ")", "", ""};
}

const std::string kLlama = "Llama(width, depth, vocab = 32, head_dim = 8, kv_heads = 1, hidden = 24";

/// The node of the plan's stack that has the operation, counted from 0.
plan::Node& node_in_block(plan::Plan& plan, std::string_view op, std::size_t which = 0) {
  for (plan::Node& node : plan.graph.nodes) {
    if (!node.body) continue;
    for (plan::Node& inner : node.body->nodes)
      if (inner.op == op && which-- == 0) return inner;
  }
  ADD_FAILURE() << "no such node";
  return plan.graph.nodes.front();
}

TEST(GraniteTopology, ALlamaIsOne) {
  const auto granite = recognise_granite(small_plan({"llama", kLlama + ")", "deep", ""}));
  ASSERT_TRUE(granite) << granite.error().text();
  EXPECT_EQ(granite->layers, 4);
  EXPECT_EQ(granite->heads, 4);
  EXPECT_EQ(granite->kv_heads, 1);
  EXPECT_EQ(granite->vocab, 32);
  EXPECT_EQ(granite->width, 32);
  EXPECT_EQ(granite->hidden, 24);
  EXPECT_EQ(granite->rope_theta, 500000);
  EXPECT_EQ(granite->norm_eps, 1e-5);
  EXPECT_EQ(granite->residual_multiplier, 0.5);  // m_L^-1
  EXPECT_EQ(granite->logits_multiplier, 0.5);    // m_N^-1
  EXPECT_EQ(granite->embedding_multiplier, 1);
  EXPECT_FALSE(granite->is_tied());
  EXPECT_EQ(granite->head, "head.weight");
  EXPECT_EQ(granite->down.weight, "blocks.*.mlp.down.weight");
  EXPECT_FALSE(granite->down.offset);
}

TEST(GraniteTopology, TiedWithOffsets) {
  EXPECT_TRUE(recognise_granite(small_plan({"llama", kLlama + ", tied = true)", "", ""}))->is_tied());
  const auto biased = recognise_granite(small_plan(gpt("qk_norm = false, bias = true, kv_heads = 1")));
  ASSERT_TRUE(biased) << biased.error().text();
  EXPECT_EQ(biased->q.offset, "blocks.*.attn.q.offset");
  EXPECT_EQ(biased->gate.offset, "blocks.*.mlp.gate.offset");
  const std::vector<NamedTensor> names = granite_tensors(*biased);
  EXPECT_EQ(names[2].theirs, "model.layers.0.self_attn.q_proj.weight");
  EXPECT_EQ(names[3].theirs, "model.layers.0.self_attn.q_proj.bias");
  EXPECT_EQ(names[3].ours, "blocks.0.attn.q.offset");
  EXPECT_EQ(names.back().theirs, "lm_head.weight");
}

TEST(GraniteTopology, NamesAndOrderOfFactorsDoNotMatter) {
  const auto granite = recognise_granite(small_plan({"llama", "Net(width, depth)", "", R"(
module Layer(width) {
  a: RmsNorm(width, eps = 1e-5)
  b: Attention(width, width / 8, 1, qk_norm = false, rope_theta = 7)
  c: Multiplier @residual
  d: RmsNorm(width, eps = 1e-5)
  e: Linear(width, 40)
  f: Linear(width, 40)
  g: Linear(40, width)
  h: Multiplier @residual
  forward(x) {
    y = b(a(x)) * c + x
    n = d(y)
    return h * g(e(n) * silu(f(n))) + y
  }
}
module Net(width, depth) {
  t: Embedding(32, width)
  s: depth * Layer(width)
  n: RmsNorm(width, eps = 1e-5)
  u: Unembedding(width, 32)
  forward(tokens) = u(n(s(3 * t(tokens))))
}
use std.attention
use std.linear
use std.norm)"}));
  ASSERT_TRUE(granite) << granite.error().text();
  EXPECT_EQ(granite->gate.weight, "s.*.f.weight");
  EXPECT_EQ(granite->up.weight, "s.*.e.weight");
  EXPECT_EQ(granite->embedding_multiplier, 3);
  EXPECT_EQ(granite->rope_theta, 7);
}

TEST(GraniteTopology, OtherModelsAreRefusedWithWhatDiffers) {
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = true"))), HasSubstr("what attention takes as queries is made by"));
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = false, mlp_type = \"gelu\""))),
              HasSubstr("what the MLP's last matrix reads is made by `gelu`; Granite has down(silu(gate(x)) * up(x))"));
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = false, norm_type = \"layer\""))),
              HasSubstr("what the head reads is made by `layer_norm` with `norm.gain` and `norm.offset`; Granite has"));
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = false, order = \"post\""))),
              HasSubstr("what the head reads is made by"));
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = false, order = \"parallel\""))), HasSubstr("Granite"));
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = false, window = 4"))), HasSubstr("only over a window"));
  EXPECT_THAT(refusal(small_plan(gpt("qk_norm = false, position = \"learned\""))),
              HasSubstr("what the first block reads is made by `add`"));
  EXPECT_THAT(refusal(small_plan({"gpt2", "Gpt2(width, depth, context, vocab = 32, head_dim = 8)", "", ""})),
              HasSubstr("hf-granite cannot hold this model: "));
}

TEST(GraniteTopology, WhatMustBeOneNumberIsOne) {
  plan::Plan plan = small_plan();
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (multiplier.name == "blocks.1.attn_mult") multiplier.value = 0.25;
  EXPECT_THAT(refusal(plan), HasSubstr("`blocks.0.attn_mult` is 1 and `blocks.1.attn_mult` is 0.25; Granite has one"));
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (multiplier.name == "blocks.0.attn_mult") multiplier.value = 0.25;
  EXPECT_THAT(refusal(plan), HasSubstr("residual multipliers differ, 0.25 behind attention and 1 behind the MLP"));

  plan = small_plan();
  node_in_block(plan, "rms_norm").attributes = {{"eps", 1e-3}};
  EXPECT_THAT(refusal(plan), HasSubstr("its norms have different eps, 1e-5 at"));
  plan = small_plan();
  node_in_block(plan, "rope").attributes = {{"theta", 5.0}};
  EXPECT_THAT(refusal(plan), HasSubstr("queries are rotated with theta 5, keys with 500000"));
  plan = small_plan();
  node_in_block(plan, "attention").attributes = {{"causal", false}};
  EXPECT_THAT(refusal(plan), HasSubstr("is not causal"));
}

TEST(GraniteTopology, SizesThatGraniteCannotHave) {
  Small small;
  small.model = "Net(width, depth)";
  small.more = R"(
module Layer(width) {
  a: RmsNorm(width)
  b: Attention(width, 2, head_dim = 16, qk_norm = false)
  d: RmsNorm(width)
  e: SwiGlu(width, 40)
  forward(x) {
    y = x + b(a(x))
    return y + e(d(y))
  }
}
module Net(width, depth) {
  t: Embedding(32, width)
  s: depth * Layer(width)
  n: RmsNorm(width)
  u: Unembedding(width, 32)
  forward(tokens) = u(n(s(t(tokens))))
}
use std.attention
use std.linear
use std.mlp
use std.norm)";
  EXPECT_THAT(refusal(small_plan(small)), HasSubstr("its 2 heads are 32 wide together and the model 16"));
}

TEST(GraniteTopology, OtherTasksAreRefused) {
  plan::Plan plan = small_plan();
  plan.training.task = plan::TaskKind::classify;
  EXPECT_THAT(refusal(plan), HasSubstr("its task is classify; Granite predicts the next token"));
}

}  // namespace
}  // namespace cdp::exporting
