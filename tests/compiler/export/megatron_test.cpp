// Megatron's settings as text; tests/export/python runs them by Megatron's rules.
#include <gmock/gmock.h>

#include "tests/compiler/export/export_support.h"
#include "tests/support/golden.h"

namespace cdp::exporting {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> lost(const plan::Plan& plan) {
  std::vector<std::string> lines;
  const auto made = export_megatron({plan, ""});
  for (const Loss& loss : made->losses) lines.push_back(loss.what + " " + loss.where);
  return lines;
}

/// Nothing that Megatron has no place for.
plan::Plan plain() {
  plan::Plan plan = example("01_gpt.reference");
  for (plan::Tensor& tensor : plan.tensors) tensor.init = {plan::Distribution::ones, {}};
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (multiplier.name.find("attn.scale") == std::string::npos) multiplier.value = 1;
  plan.training.schedule.warmup_steps = 0;
  return plan;
}

TEST(Megatron, IsAsShown) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/export/golden/megatron.py",
                                   exported(export_megatron, example("01_gpt.reference"))));
}

TEST(Megatron, LosesNothingOfAPlainPlan) {
  EXPECT_THAT(lost(plain()), ::testing::IsEmpty());
  EXPECT_THAT(exported(export_megatron, plain()), HasSubstr("TRANSFORMER_CONFIG = {\"softmax_scale\": 0.125}"));
}

TEST(Megatron, IsOneStepLateInTheWarmUp) {
  plan::Plan plan = plain();
  plan.training.schedule.warmup_steps = 10;
  EXPECT_THAT(lost(plan), ElementsAre("the warm-up "));
}

TEST(Megatron, FusedTensorsCannotDiffer) {
  plan::Plan plan = plain();
  for (plan::Tensor& tensor : plan.tensors)
    if (tensor.name.ends_with("attn.k.weight") || tensor.name == "blocks.2.mlp.up.weight") tensor.lr *= 2;
  EXPECT_THAT(lost(plan), ElementsAre("the settings of 4 tensors (blocks.0-3.attn.k.weight)",
                                      "the settings of 1 tensor (blocks.2.mlp.up.weight)"));
  EXPECT_EQ(export_megatron({plan, ""})->losses.front().why,
            "Megatron fuses them with `blocks.*.attn.q.weight`, whose settings all get");
}

/// The first norm of a block on what its branch gives, as OLMo 2 has it.
void norm_behind(plan::Block& block) {
  for (plan::Node& node : block.nodes) {
    if (node.body) norm_behind(*node.body);
    const bool reads_norm = node.op == "linear";
    if (!reads_norm) continue;
    for (const plan::Node& other : block.nodes)
      if (other.op == "rms_norm" && other.args.size() > 1 &&
          std::get<std::string>(other.args[1]) == "blocks.*.attn_norm.gain" &&
          node.args[0] == plan::GraphArgument(other.id))
        node.args[0] = other.args[0];
  }
}

TEST(Megatron, NormsThatStandElsewhereAreALoss) {
  plan::Plan plan = plain();
  norm_behind(plan.graph);
  EXPECT_THAT(lost(plan),
              ElementsAre("where the norms stand of 3 tensors (blocks.*.attn.k.weight, blocks.*.attn.q.weight, "
                          "blocks.*.attn.v.weight)"));
  EXPECT_THAT(export_megatron({plan, ""})->losses.front().why, HasSubstr("`input_layernorm`"));
}

TEST(Megatron, OneScaleForAllLayers) {
  plan::Plan plan = plain();
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (multiplier.name == "blocks.1.attn.scale") multiplier.value = 0.25;
  EXPECT_THAT(lost(plan), ElementsAre("the factors of 1 multiplier (blocks.1.attn.scale)"));
  EXPECT_THAT(exported(export_megatron, plan), HasSubstr("TRANSFORMER_CONFIG = {}\n"));
}

TEST(Megatron, RefusesModelsThatItDoesNotHave) {
  const auto made = export_megatron({example("05_parallel.big"), ""});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().text(),
            "Megatron's GPTModel has no parameter for the tensor `blocks.0.norm.gain`; the models of std.gpt (of order "
            "\"pre\") and std.gpt2 can be exported");
}

TEST(Megatron, RefusesOtherOptimizers) {
  const auto made = export_megatron({example("11_sgd.wide"), ""});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().text(), HasSubstr("the plan's optimizer is sgd"));
}

}  // namespace
}  // namespace cdp::exporting
