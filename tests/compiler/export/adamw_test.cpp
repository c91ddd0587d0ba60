// What exporters to AdamW share: conventions of weight decay, groups, folded names, what is lost.
#include "compiler/export/adamw.h"

#include <gmock/gmock.h>

#include "tests/compiler/export/export_support.h"

namespace cdp::exporting {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

plan::Tensor tensor(std::string name, double lr, double weight_decay) {
  plan::Tensor made;
  made.name = std::move(name);
  made.shape = {4, 4};
  made.lr = lr;
  made.beta1 = 0.9;
  made.beta2 = 0.95;
  made.eps = 1e-8;
  made.weight_decay = weight_decay;
  return made;
}

TEST(AdamW, KeepsACoupledDecay) {
  EXPECT_EQ(adamw_settings({}, tensor("a", 0.5, 0.1)), (AdamW{0.5, 0.9, 0.95, 1e-8, 0.1}));
}

TEST(AdamW, DividesAnIndependentDecayByThePeak) {
  plan::Plan plan;
  plan.conventions.weight_decay = plan::DecayConvention::independent;
  EXPECT_EQ(adamw_settings(plan, tensor("a", 0.5, 0.1)).weight_decay, 0.2);
  EXPECT_EQ(adamw_settings(plan, tensor("a", 0, 0)).weight_decay, 0);
}

TEST(AdamW, GroupsTensorsInOrder) {
  plan::Plan plan;
  plan.tensors = {tensor("a", 1, 0), tensor("b", 2, 0), tensor("c", 1, 0)};
  const auto groups = adamw_groups(plan);
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_THAT(groups[0].names, ElementsAre("a", "c"));
  EXPECT_THAT(groups[1].names, ElementsAre("b"));
}

TEST(OnlyAdamW, RefusesOtherOptimizers) {
  const Status possible = only_adamw(example("10_lion.wide"), "Megatron");
  ASSERT_FALSE(possible);
  EXPECT_EQ(possible.error().text(),
            "the plan's optimizer is lion, and plans for Megatron are written for adamw only; --to torch has them all");
}

TEST(OnlyAdamW, RefusesADecayWithoutALearningRate) {
  plan::Plan plan;
  plan.conventions.weight_decay = plan::DecayConvention::independent;
  plan.tensors = {tensor("a", 0, 0.1)};
  const Status possible = only_adamw(plan, "Megatron");
  ASSERT_FALSE(possible);
  EXPECT_THAT(possible.error().text(), HasSubstr("`a` decays by itself and has a learning rate of 0"));
  plan.conventions.weight_decay = plan::DecayConvention::coupled;
  EXPECT_TRUE(only_adamw(plan, "Megatron"));
}

TEST(FoldLayer, FoldsTheFirstIndex) {
  EXPECT_EQ(fold_layer("blocks.12.experts.3.w").name, "blocks.*.experts.3.w");
  EXPECT_THAT(fold_layer("blocks.12.experts.3.w").layers, ElementsAre("12"));
  EXPECT_EQ(fold_layer("embed.weight").name, "embed.weight");
  EXPECT_THAT(fold_layer("conv1.w").layers, IsEmpty());
}

TEST(LayerFolder, KnowsWhetherAllLayersAreThere) {
  const std::vector<std::string> everything = {"e", "b.0.q", "b.1.q", "b.2.q", "b.0.k"};
  const auto folded = LayerFolder(everything).fold({"e", "b.0.q", "b.0.k", "b.2.q"});
  ASSERT_THAT(folded, SizeIs(3));
  EXPECT_EQ(folded[0].name, "e");
  EXPECT_FALSE(folded[0].all);
  EXPECT_EQ(folded[1].name, "b.*.q");
  EXPECT_THAT(folded[1].layers, ElementsAre("0", "2"));
  EXPECT_FALSE(folded[1].all);
  EXPECT_TRUE(folded[2].all);
}

TEST(ModelLosses, AreRandomValuesAndFactors) {
  plan::Plan plan = example("01_gpt.reference");
  const auto losses = model_losses(plan, {{"blocks.0.mlp_mult", {}, 0.5, {}}}, "instead");
  ASSERT_THAT(losses, SizeIs(2));
  EXPECT_EQ(losses[0].what, "the initial values");
  EXPECT_THAT(losses[0].where, HasSubstr("of 30 tensors (embed.weight, blocks.0-3.attn.q.weight, "));
  EXPECT_EQ(losses[0].why, "instead");
  EXPECT_EQ(losses[1].where, "of 1 multiplier (blocks.0.mlp_mult)");
}

TEST(ModelLosses, AreNoneWhereNothingIsSpecial) {
  plan::Plan plan;
  plan.tensors = {tensor("a", 1, 0)};
  plan.tensors[0].init = {plan::Distribution::ones, {}};
  EXPECT_THAT(model_losses(plan, {}, ""), IsEmpty());
}

}  // namespace
}  // namespace cdp::exporting
