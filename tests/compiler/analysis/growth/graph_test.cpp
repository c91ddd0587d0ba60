// The folded data flow: makers, readers, stacks.
#include "compiler/analysis/growth/graph.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

TEST(FlowGraph, KnowsWhoMakesAndReadsAValueAndTheStacksAround) {
  const Compiled spec = gpt_under("mup", "mup()");
  const FlowGraph graph(spec.facts.model);
  const auto norm = std::find_if(graph.nodes().begin(), graph.nodes().end(), [](const model::Node* node) {
    return !node->stack && node->op == plan::Op::rms_norm;
  });
  ASSERT_NE(norm, graph.nodes().end());
  EXPECT_EQ(graph.maker((*norm)->id), *norm);
  EXPECT_EQ(graph.readers((*norm)->id).size(), 3U) << "queries, keys and values";
  EXPECT_EQ(graph.stacks((*norm)->id).size(), 1U);
  EXPECT_TRUE(graph.stacks(spec.facts.model.graph.output).empty());
  EXPECT_TRUE(graph.readers(spec.facts.model.graph.output).empty());
}

TEST(FlowGraph, NodesComeInTheOrderInWhichDataFlows) {
  const Compiled spec = gpt_under("mup", "mup()");
  const FlowGraph graph(spec.facts.model);
  std::vector<bool> made(spec.facts.model.values.size(), false);
  for (const model::Node* node : graph.nodes()) {
    for (const model::NodeArgument& argument : node->args) {
      const auto* value = value_in(argument);
      if (value == nullptr || graph.maker(value->id) == nullptr) continue;
      EXPECT_TRUE(made[value->id]) << value->id;
    }
    made[node->id] = true;
  }
}

TEST(FlowGraph, FactorsAreNumbersAndMultipliers) {
  const Compiled spec = gpt_under("mup", "mup()");
  const Given width(spec.facts, along("width"));
  EXPECT_EQ(factor_in(width, sema::Sym::axis("width") * sema::Sym::axis("width")).value, 2);
  EXPECT_TRUE(factor_in(width, sema::Sym(0)).nothing());
}

}  // namespace
}  // namespace cdp::analysis
