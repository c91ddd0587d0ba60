// Synthetic data: equal for equal seeds, and something to learn.
#include "runtime/measure/synthetic.h"

#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_classifier.h"

namespace cdp::runtime {
namespace {

TEST(Synthetic, TokensAreAFunctionOfSeedAndNumber) {
  plan::Training training = plan::testing::sample_plan().training;
  const Batch one = Synthetic(training, 16).batch(3, 5);
  EXPECT_TRUE(at::equal(one.inputs, Synthetic(training, 16).batch(3, 5).inputs));
  EXPECT_FALSE(at::equal(one.inputs, Synthetic(training, 16).batch(4, 5).inputs));
  training.seed = 2;
  EXPECT_FALSE(at::equal(one.inputs, Synthetic(training, 16).batch(3, 5).inputs));
  EXPECT_EQ(one.inputs.sizes(), (at::IntArrayRef{5, 8}));
  EXPECT_GE(one.inputs.min().item<std::int64_t>(), 0);
  EXPECT_LT(one.inputs.max().item<std::int64_t>(), 16);
  EXPECT_TRUE(at::equal(one.inputs.narrow(1, 1, 7), one.targets.narrow(1, 0, 7)));  // one token later
}

TEST(Synthetic, HalfOfTheTokensCanBeLearnt) {
  const Batch batch = Synthetic(plan::testing::sample_plan().training, 16).batch(0, 1000);
  const double share =
      at::eq((batch.inputs * 5 + 3).remainder(16), batch.targets).to(torch::kDouble).mean().item<double>();
  EXPECT_GT(share, 0.5);
  EXPECT_LT(share, 0.65);
}

TEST(Synthetic, SamplesFollowOneMap) {
  const plan::Plan plan = plan::testing::sample_classifier(4, 3);
  const Synthetic synthetic(plan.training, 3);
  const Batch batch = synthetic.batch(0, 500);
  EXPECT_EQ(batch.inputs.sizes(), (at::IntArrayRef{500, 4}));
  EXPECT_EQ(batch.targets.scalar_type(), torch::kLong);
  plan::Training regress = plan.training;
  regress.task = plan::TaskKind::regress;
  const Batch numbers = Synthetic(regress, 3).batch(0, 500);
  EXPECT_TRUE(at::equal(at::argmax(numbers.targets, -1), batch.targets));
  EXPECT_EQ(numbers.targets.sizes(), (at::IntArrayRef{500, 3}));
}

}  // namespace
}  // namespace cdp::runtime
