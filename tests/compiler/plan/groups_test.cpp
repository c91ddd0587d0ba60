// Groups of equal settings and folded names.
#include "compiler/plan/groups.h"

#include <gmock/gmock.h>

#include "tests/support/cpu_time.h"

namespace cdp::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> fold(std::vector<std::string> names) {
  return fold_names(names);
}

Tensor tensor(std::string name, double lr, std::vector<std::int64_t> shape = {8, 4}) {
  Tensor made;
  made.name = std::move(name);
  made.shape = std::move(shape);
  made.lr = lr;
  return made;
}

TEST(FoldNames, LeavesNamesWithoutIndicesAlone) {
  EXPECT_THAT(fold({"embed.weight", "norm.gain"}), ElementsAre("embed.weight", "norm.gain"));
  EXPECT_THAT(fold({}), IsEmpty());
}

TEST(FoldNames, FoldsARunOfLayers) {
  EXPECT_THAT(fold({"blocks.0.w", "blocks.1.w", "blocks.2.w"}), ElementsAre("blocks.0-2.w"));
}

TEST(FoldNames, KeepsGapsAndSortsAsNumbers) {
  EXPECT_THAT(fold({"b.10.w", "b.9.w", "b.0.w", "b.2.w"}), ElementsAre("b.0,2,9-10.w"));
}

TEST(FoldNames, KeepsTheOrderOfFirstAppearance) {
  EXPECT_THAT(fold({"b.0.q", "b.0.k", "b.1.q", "b.1.k", "head"}), ElementsAre("b.0-1.q", "b.0-1.k", "head"));
}

TEST(FoldNames, FoldsTwoIndicesThatFormARectangle) {
  EXPECT_THAT(fold({"a.0.e.0.w", "a.0.e.1.w", "a.1.e.0.w", "a.1.e.1.w"}), ElementsAre("a.0-1.e.0-1.w"));
}

TEST(FoldNames, DoesNotClaimNamesThatAreNotThere) {
  EXPECT_THAT(fold({"a.0.e.0.w", "a.0.e.1.w", "a.1.e.0.w"}), ElementsAre("a.0.e.0-1.w", "a.1.e.0.w"));
}

TEST(FoldNames, TakesOnlyWholeSegmentsForIndices) {
  EXPECT_THAT(fold({"conv1.w", "conv2.w"}), ElementsAre("conv1.w", "conv2.w"));
}

TEST(TensorGroups, PutsEqualSettingsTogether) {
  Plan plan;
  plan.tensors = {tensor("embed.weight", 4), tensor("blocks.0.q", 1), tensor("blocks.0.k", 1), tensor("blocks.1.q", 1),
                  tensor("blocks.1.k", 1)};
  const auto groups = tensor_groups(plan);
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_THAT(groups[0].names, ElementsAre("embed.weight"));
  EXPECT_THAT(groups[1].names, ElementsAre("blocks.0-1.q", "blocks.0-1.k"));
  EXPECT_THAT(groups[1].tensors, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(groups[1].parameters, 4 * 32);
  EXPECT_EQ(groups[1].settings, &plan.tensors[1]);
}

TEST(TensorGroups, AnyDifferenceSeparates) {
  const Tensor base = tensor("a.0", 1);
  std::vector<Tensor> others(9, base);
  others[0].lr = 2;
  others[1].beta1 = 0.5;
  others[2].beta2 = 0.5;
  others[3].eps = 1;
  others[4].weight_decay = 1;
  others[5].shape = {4, 8};
  others[6].tags = {"hidden"};
  others[7].init.distribution = Distribution::zeros;
  others[8].init.std = 1;
  for (Tensor& other : others) {
    other.name = "a.1";
    Plan plan;
    plan.tensors = {base, other};
    EXPECT_THAT(tensor_groups(plan), SizeIs(2));
  }
}

TEST(TensorGroups, LayersWithTheirOwnSettingsStayApart) {
  Plan plan;
  plan.tensors = {tensor("b.0.w", 1), tensor("b.1.w", 2), tensor("b.2.w", 2), tensor("b.3.w", 1)};
  const auto groups = tensor_groups(plan);
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_THAT(groups[0].names, ElementsAre("b.0,3.w"));
  EXPECT_THAT(groups[1].names, ElementsAre("b.1-2.w"));
}

TEST(MultiplierGroups, ManyValuesAreManyGroups) {
  Plan plan;
  for (int i = 0; i < 100'000; ++i)
    plan.multipliers.push_back({"a.0.m" + std::to_string(i), {}, static_cast<double>(i), std::nullopt});
  std::vector<std::string> names;
  for (const Multiplier& multiplier : plan.multipliers) names.push_back(multiplier.name);
  EXPECT_LT(test::cpu_seconds([&] {
              EXPECT_THAT(multiplier_groups(plan), SizeIs(100'000));
              EXPECT_EQ(fold_names(names), names);
            }),
            8);
}

TEST(MultiplierGroups, PutsEqualValuesTogether) {
  Plan plan;
  for (const char* name : {"blocks.0.attn_mult", "blocks.0.mlp_mult", "blocks.1.attn_mult", "blocks.1.mlp_mult"}) {
    plan.multipliers.push_back({name, {"block", "residual"}, 0.25, std::nullopt});
  }
  plan.multipliers.push_back({"blocks.0.attn.scale", {"attention", "block"}, 0.25, std::nullopt});
  const auto groups = multiplier_groups(plan);
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_THAT(groups[0].names, ElementsAre("blocks.0-1.attn_mult", "blocks.0-1.mlp_mult"));
  EXPECT_EQ(groups[1].settings->value, 0.25);
  EXPECT_THAT(groups[1].names, ElementsAre("blocks.0.attn.scale"));
}

TEST(ElementCount, OfAScalarIsOne) {
  EXPECT_EQ(element_count(tensor("scalar", 1, {})), 1);
  EXPECT_EQ(element_count(tensor("matrix", 1, {3, 5})), 15);
}

}  // namespace
}  // namespace cdp::plan
