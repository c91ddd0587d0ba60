// Folded graphs to flat programs, and the faults of bad ones.
#include "runtime/graph/lower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_classifier.h"

namespace cdp::runtime {
namespace {

using plan::testing::sample_plan;

std::string fault(const plan::Plan& plan) {
  const auto program = lower(plan);
  return program ? "" : program.error().text();
}

plan::Tensor& tensor(plan::Plan& plan, const std::string& name) {
  for (plan::Tensor& one : plan.tensors) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << name;
  return plan.tensors[0];
}

TEST(Lower, StacksUnfoldWithTheirOwnTensors) {
  const plan::Plan plan = sample_plan();
  const auto program = lower(plan);
  ASSERT_TRUE(program) << program.error().text();
  EXPECT_EQ(program->instructions.size(), 1 + 2 * 22 + 2u);
  EXPECT_EQ(program->outputs, 16);
  std::vector<std::string> queries;
  for (const Instruction& one : program->instructions) {
    for (const Operand& operand : one.operands) {
      if (operand.kind != Operand::Kind::kParameter) continue;
      const std::string& name = plan.tensors[operand.index].name;
      if (name.ends_with("attn.q.weight")) queries.push_back(name);
    }
  }
  EXPECT_THAT(queries, testing::ElementsAre("blocks.0.attn.q.weight", "blocks.1.attn.q.weight"));
}

TEST(Lower, KnowsWhereThePlansValuesAreIfAsked) {
  EXPECT_TRUE(lower(sample_plan())->named.empty());
  const auto program = lower(sample_plan(), Names::kKeep);
  ASSERT_TRUE(program);
  EXPECT_EQ(program->named.size(), program->instructions.size() + 1);  // the stack has a value too
  std::vector<std::vector<std::int64_t>> layers;
  std::size_t last_layer = 0;
  for (const NamedSlot& one : program->named) {
    if (one.id == "%32") layers.push_back(one.indices), last_layer = one.slot;
    if (one.id == "%2") {
      EXPECT_EQ(one.slot, last_layer);  // what goes out of the stack is what its last layer made
    }
  }
  EXPECT_EQ(layers, (std::vector<std::vector<std::int64_t>>{{0}, {1}}));
}

TEST(Lower, NodesThatDontFitAreNamedWithBothSides) {
  plan::Plan plan = sample_plan();
  tensor(plan, "blocks.1.mlp.up.weight").shape = {32, 64};
  EXPECT_EQ(
      fault(plan),
      "node %27 (linear): needs a matrix (out, in) whose `in` is the activation's last size, found (batch, time, 8) "
      "and `blocks.1.mlp.up.weight` (32, 64)");
}

TEST(Lower, OtherMisfits) {
  plan::Plan plan = sample_plan();
  tensor(plan, "norm.gain").shape = {16};
  EXPECT_EQ(fault(plan),
            "node %3 (rms_norm): needs one value for each entry of the last dimension, found (batch, time, 8) and "
            "`norm.gain` (16)");
  plan = sample_plan();
  tensor(plan, "embed.weight").shape = {4, 8};
  EXPECT_EQ(fault(plan),
            "graph: the output scores 16 tokens, but `embed.weight`, where tokens are looked up, has 4 rows");
  plan = sample_plan();
  plan.graph.output = "%0";
  EXPECT_EQ(fault(plan), "graph: next_token needs (batch, time, vocab) at the end, found (batch, time)");
  plan = sample_plan();
  plan.graph.nodes[1].body->output = "%27";
  EXPECT_EQ(fault(plan),
            "node %2 (stack): a stack must keep the shape it carries; (batch, time, 8) goes in, "
            "(batch, time, 32) comes out");
}

TEST(Lower, SamplesGoInAsFeaturesAndComeOutAsOneRow) {
  plan::Plan plan = plan::testing::sample_classifier(4, 3, 8);
  const auto program = lower(plan);
  ASSERT_TRUE(program) << program.error().text();
  EXPECT_EQ(program->outputs, 3);
  plan.training.features = 5;
  EXPECT_EQ(fault(plan),
            "node %1 (linear): needs a matrix (out, in) whose `in` is the activation's last size, found (batch, 5) and "
            "`up.weight` (8, 4)");
  plan = plan::testing::sample_classifier();
  plan.graph.output = "%0";
  EXPECT_EQ(fault(plan), "") << "four numbers a sample could be four classes";
  plan.graph.nodes.push_back(
      {"%4", "patches", {"%0"}, {{"size", std::int64_t{1}}, {"height", std::int64_t{2}}}, {}, {}, {}});
  plan.graph.output = "%4";
  EXPECT_EQ(fault(plan), "graph: classify needs (batch, classes) at the end, found (batch, 4, 1)");
  plan.training.task = plan::TaskKind::regress;
  EXPECT_EQ(fault(plan), "graph: regress needs (batch, outputs) at the end, found (batch, 4, 1)");
}

TEST(Lower, ArithmeticOfNumbersIsDoneOnce) {
  plan::Plan plan = sample_plan();
  plan.graph.nodes.push_back({"%5", "mul", {"blocks.0.attn_mult", 4.0}, {}, {}, {}, {}});  // 0.5 * 4
  plan.graph.nodes.push_back({"%6", "neg", {"%5"}, {}, {}, {}, {}});
  plan.graph.nodes.push_back({"%7", "mul", {"%4", "%6"}, {}, {}, {}, {}});
  plan.graph.output = "%7";
  const auto program = lower(plan);
  ASSERT_TRUE(program) << program.error().text();
  EXPECT_EQ(program->instructions.back().operands[1].number, -2.0);
}

}  // namespace
}  // namespace cdp::runtime
