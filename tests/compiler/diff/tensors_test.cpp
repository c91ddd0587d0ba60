// Tensors that came or went, and the fields of those that stayed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diff/parts.h"
#include "tests/compiler/diff/plans.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::diff {
namespace {

using plan::Plan;
using plan::Tensor;

using plan::testing::sample_plan;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Tensors, LayersThatCameAreToldByTheirModule) {
  const auto differences = compare(sample_plan({.depth = 2}), sample_plan({.depth = 5}));
  const auto tensors = of_category(differences, Category::tensors);
  ASSERT_THAT(tensors, SizeIs(1));
  EXPECT_EQ(text_of(tensors[0]),
            "tensors 1 tensor\n  - -> -: blocks.2-4\n"
            "  because - => - (the number of layers in `blocks`: 2 -> 5)");
  EXPECT_EQ(tensors[0].count(), 27U);
  const auto multipliers = of_category(differences, Category::multiplier);
  ASSERT_THAT(multipliers, SizeIs(1));
  EXPECT_EQ(multipliers[0].count(), 9U);
}

TEST(Tensors, ATensorThatWentIsToldByItsName) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.tensors.pop_back();
  const auto tensors = of_category(compare(plan, other), Category::tensors);
  ASSERT_THAT(tensors, SizeIs(1));
  EXPECT_EQ(tensors[0].kind, ChangeKind::kRemoved);
  EXPECT_THAT(tensors[0].changes[0].shown, ElementsAre("head"));
  EXPECT_THAT(tensors[0].changes[0].names, ElementsAre("head.weight"));
}

TEST(Tensors, AShapeGrowsByTheAxisThatGrewAsMuch) {
  const auto differences = compare(sample_plan({.depth = 1}), sample_plan({.depth = 1, .width = 16}));
  for (const Difference& shape : of_category(differences, Category::shape)) {
    ASSERT_THAT(shape.causes, SizeIs(1)) << text_of(shape);
    EXPECT_EQ(text_of(shape.causes[0]), "- => - (width: 8 -> 16)");
  }
  EXPECT_THAT(of_category(differences, Category::shape), SizeIs(2));
}

TEST(Tensors, AShapeThatNoAxisExplainsHasNoCause) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.tensors[0].shape[0] = 20;
  const auto shapes = of_category(compare(plan, other), Category::shape);
  ASSERT_THAT(shapes, SizeIs(1));
  EXPECT_THAT(shapes[0].causes, IsEmpty());
}

TEST(Tensors, AHyperparameterThatAnotherOptimizerDoesNotHave) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.training.optimizer = plan::OptimizerKind::lion;
  for (Tensor& tensor : other.tensors) tensor.eps.reset();
  const auto eps = of_category(compare(plan, other), Category::eps);
  ASSERT_THAT(eps, SizeIs(1));
  EXPECT_EQ(text_of(eps[0].causes[0]), "- => - (the optimizer: adamw -> lion)");
}

TEST(Tensors, AStdThatAnotherDistributionDoesNotHave) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.tensors[0].init = {plan::Distribution::zeros, {}};
  const auto init = of_category(compare(plan, other), Category::init);
  ASSERT_THAT(init, SizeIs(2));
  EXPECT_EQ(init[0].path, "init.distribution");
  EXPECT_EQ(text_of(init[1].causes[0]), "- => - (the distribution: normal -> zeros)");
}

/// The same run under the other convention.
Plan independent(Plan plan) {
  plan.conventions.weight_decay = plan::DecayConvention::independent;
  for (Tensor& tensor : plan.tensors) tensor.weight_decay *= tensor.lr;
  return plan;
}

TEST(Tensors, WeightDecayIsComparedByWhatItMeans) {
  const Plan plan = sample_plan();
  const auto differences = compare(plan, independent(sample_plan()));
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_EQ(differences[0].category, Category::conventions);

  Plan stronger = independent(sample_plan());
  for (Tensor& tensor : stronger.tensors) tensor.weight_decay *= 2;
  const auto decay = of_category(compare(plan, stronger), Category::weight_decay);
  ASSERT_THAT(decay, SizeIs(1));
  EXPECT_EQ(decay[0].path, "lr * weight_decay");
  EXPECT_DOUBLE_EQ(std::get<double>(decay[0].changes[0].a), 0.001);
  EXPECT_DOUBLE_EQ(std::get<double>(decay[0].changes[0].b), 0.002);
  EXPECT_EQ(text_of(decay[0].causes[0]), "- => - (the convention: coupled -> independent)");
}

TEST(Tensors, ReasonsOfEqualValuesDoNotCount) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  for (Tensor& tensor : other.tensors) (*tensor.because)[0].second[0].text = "lr = 0.004";
  const auto differences = compare(plan, other);
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_EQ(differences[0].category, Category::reasons);
  EXPECT_EQ(differences[0].path, "lr");
  EXPECT_FALSE(are_different(differences));

  other = sample_plan();
  for (Tensor& tensor : other.tensors) (*tensor.because)[0].second[0].at = "gpt.cdp:18:18";
  EXPECT_EQ(compare(plan, other)[0].path, "places");

  EXPECT_EQ(compare(plan, sample_plan({.because = false}))[0].path, "because");
}

TEST(Tensors, FactorsOfManyLayersBecomeARange) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  double factor = 0.5;
  for (Tensor& tensor : other.tensors) {
    factor += 0.01;
    (*tensor.because)[0].second[1].factor = factor;
    tensor.lr = 0.004 * factor;
  }
  const auto differences = compare(plan, other);
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_THAT(differences[0].changes, SizeIs(plan.tensors.size()));
  ASSERT_THAT(differences[0].causes, SizeIs(1));
  EXPECT_EQ(differences[0].causes[0].b->lowest, 0.51);
  EXPECT_EQ(differences[0].causes[0].b->highest, factor);
}

}  // namespace
}  // namespace cdp::diff
