// Which optimizer updates a tensor, and what the tensor has of it.
#include "compiler/scaling/updater.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

TEST(Updater, IsTheTrainingsOrThatOfTheRest) {
  const auto gpt = test::instantiate(test::gpt());
  sema::TrainingSettings training;
  training.optimizer = plan::OptimizerKind::muon;
  const model::Tensor& hidden = gpt->tensor("blocks.*.mlp.up.weight");
  const model::Tensor& embedding = gpt->tensor("embed.weight");
  EXPECT_EQ(updater_of(training, hidden).optimizer, plan::OptimizerKind::muon);
  EXPECT_EQ(updater_of(training, embedding).optimizer, plan::OptimizerKind::adamw);
  EXPECT_FALSE(has_hp(training, hidden, sema::Hp::beta2));
  EXPECT_TRUE(has_hp(training, embedding, sema::Hp::beta2));
}

TEST(Updater, LeavesInitialValuesAndMultipliersAlone) {
  const auto gpt = test::instantiate(test::gpt());
  const sema::TrainingSettings training;
  EXPECT_TRUE(has_hp(training, gpt->tensor("embed.weight"), sema::Hp::init_std));
  EXPECT_FALSE(has_hp(training, gpt->tensor("norm.gain"), sema::Hp::init_std)) << "it starts at one";
  EXPECT_FALSE(has_hp(training, gpt->tensor("embed.weight"), sema::Hp::value));
}

}  // namespace
}  // namespace cdp::scaling
