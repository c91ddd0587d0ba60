// Micro-batches: even cuts within a budget.
#include "runtime/train/micro_batch.h"

#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_classifier.h"

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

TEST(MicroBatch, TheEstimateOfAnImageCountsItsPatches) {
  plan::Plan plan = plan::testing::sample_classifier(64, 10);
  const std::int64_t whole = activation_bytes(plan);
  plan.graph.nodes.insert(
      plan.graph.nodes.begin(),
      {"%9", "patches", {"%0"}, {{"size", std::int64_t{2}}, {"height", std::int64_t{8}}}, {}, {}, {}});
  EXPECT_EQ(activation_bytes(plan), 16 * whole);
}

TEST(MicroBatch, TheEstimateOfAMixtureCountsTheExpertsOfAToken) {
  plan::Plan plan = plan::testing::sample_plan();
  const std::int64_t before = activation_bytes(plan);
  plan.tensors.push_back(plan::testing::sample_tensor({}, "bank", {64, 32, 8}, {}));
  const std::int64_t one = activation_bytes(plan) - before;
  plan.graph.nodes[1].body->nodes.push_back({"%99", "route", {"%10"}, {{"top_k", std::int64_t{3}}}, {}, {}, {}});
  EXPECT_EQ(activation_bytes(plan) - before, 3 * one);
}

TEST(MicroBatch, TheEstimateCountsTheScoresOfWindows) {
  plan::Plan plan = plan::testing::sample_plan({.depth = 3, .heads = 2, .context = 256});
  const std::int64_t before = activation_bytes(plan);
  for (plan::Node& node : plan.graph.nodes[1].body->nodes)
    if (node.op == "attention") node.attributes.push_back({"window", std::int64_t{64}});
  // 3 layers, 2 heads, 256 positions that see 2 blocks of 64 each, 16 bytes a score.
  EXPECT_EQ(activation_bytes(plan) - before, std::int64_t{3} * 2 * 256 * 2 * 64 * 16);
}

TEST(MicroBatch, NumbersThatAreTooLargeAreAsLargeAsCanBe) {
  plan::Plan plan = plan::testing::sample_plan();
  for (const int bits : {20, 40, 53}) {  // some products of these are 0 in 64 bits
    plan.training.context = std::int64_t{1} << bits;
    for (plan::Tensor& tensor : plan.tensors)
      if (tensor.shape.size() == 2) tensor.shape = {std::int64_t{1} << 40, 1};
    EXPECT_GT(activation_bytes(plan), std::int64_t{1} << 40);
    EXPECT_EQ(choose_micro_batch(plan, 1 << 20), 1);
  }
}

TEST(NoiseMicroBatch, IsAFourthOfTheBatchOrWhatIsAsked) {
  plan::Training training;
  training.context = 8;
  const auto rows = [&](std::int64_t batch, std::int64_t fits, std::optional<std::int64_t> asked = {}) {
    training.batch = batch;
    const auto chosen = noise_micro_batch(training, fits, asked);
    return chosen ? *chosen : -1;
  };
  EXPECT_EQ(rows(32, 32), 8);
  EXPECT_EQ(rows(32, 3), 3) << "memory allows no more";
  EXPECT_EQ(rows(6, 6), 2);
  EXPECT_EQ(rows(3, 3), 1);
  EXPECT_EQ(rows(2, 2), 1);
  EXPECT_EQ(rows(32, 3, 16), 16);
  EXPECT_EQ(rows(32, 3, 31), 31);
  EXPECT_EQ(rows(32, 3, 32), -1);
  EXPECT_EQ(rows(1, 1), -1);
}

}  // namespace
}  // namespace cdp::runtime
