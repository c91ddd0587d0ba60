// Micro-batches: even cuts within a budget.
#include "runtime/train/micro_batch.h"

#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_plan.h"

namespace cdp::runtime {
namespace {

TEST(MicroBatch, StaysInBudgetAndCutsEvenly) {
  plan::Plan plan = plan::testing::sample_plan();
  plan.training.batch = 10;
  const std::int64_t one = activation_bytes(plan);
  EXPECT_EQ(choose_micro_batch(plan, 100 * one), 10);
  EXPECT_EQ(choose_micro_batch(plan, 9 * one), 5);  // 5 + 5, not 9 + 1
  EXPECT_EQ(choose_micro_batch(plan, 4 * one), 4);  // 4 + 4 + 2
  EXPECT_EQ(choose_micro_batch(plan, one), 1);
  EXPECT_EQ(choose_micro_batch(plan, 0), 1);
}

TEST(MicroBatch, TheEstimateGrowsWithContextAndModel) {
  const auto bytes = [](const plan::testing::Sample& sample) {
    return activation_bytes(plan::testing::sample_plan(sample));
  };
  EXPECT_EQ(bytes({.context = 16}), 2 * bytes({.context = 8}));
  EXPECT_GT(bytes({.depth = 4}), bytes({.depth = 2}));
  EXPECT_GT(bytes({.width = 16}), bytes({.width = 8}));
}

}  // namespace
}  // namespace cdp::runtime
