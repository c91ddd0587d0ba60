// Changes of the data flow, told without the names of values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diff/parts.h"
#include "tests/compiler/diff/plans.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::diff {
namespace {

using plan::Block;
using plan::GraphArgument;
using plan::is_value;
using plan::Node;
using plan::Plan;

using plan::testing::sample_plan;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> told(const Plan& a, const Plan& b) {
  std::vector<std::string> texts;
  for (const Difference& difference : of_category(compare(a, b), Category::graph)) texts.push_back(text_of(difference));
  return texts;
}

Block& body_of(Plan& plan) {
  return *plan.graph.nodes[1].body;
}

Node& node_of(Plan& plan, std::string_view op) {
  for (Node& node : body_of(plan).nodes)
    if (node.op == op) return node;
  ADD_FAILURE() << op;
  return body_of(plan).nodes.front();
}

void renumber(Block& block) {
  const auto other = [](std::string& id) {
    if (is_value(id)) id = "%9" + id.substr(1);
  };
  for (std::string& input : block.inputs) other(input);
  for (Node& node : block.nodes) {
    other(node.id);
    for (GraphArgument& argument : node.args)
      if (auto* name = std::get_if<std::string>(&argument)) other(*name);
    if (node.body) renumber(*node.body);
  }
  other(block.output);
}

TEST(Graph, WhatValuesAreCalledDoesNotCount) {
  Plan other = sample_plan();
  renumber(other.graph);
  EXPECT_THAT(compare(sample_plan(), other), IsEmpty());
}

TEST(Graph, AttributesThatTheTableGivesDoNotCount) {
  Plan other = sample_plan();
  node_of(other, "rms_norm").attributes.clear();
  node_of(other, "attention").attributes = {{"window", std::int64_t{0}}};
  node_of(other, "split_heads").attributes = {{"heads", 2.0}};
  EXPECT_THAT(compare(sample_plan(), other), IsEmpty());
}

TEST(Graph, AnOperationThatWasReplaced) {
  Plan other = sample_plan();
  node_of(other, "silu").op = "relu";
  EXPECT_THAT(told(sample_plan(), other), ElementsAre("graph 0 operation\n  silu(linear(blocks.*.mlp.gate.weight)) -> "
                                                      "relu(linear(blocks.*.mlp.gate.weight)): blocks.*"));
}

TEST(Graph, AttributesOfSeveralOperationsAreOneChange) {
  EXPECT_THAT(told(sample_plan(), sample_plan({.heads = 4})),
              ElementsAre("graph 0 split_heads.heads\n  2 -> 4: split_heads(linear(blocks.*.attn.q.weight)) "
                          "split_heads(linear(blocks.*.attn.k.weight)) split_heads(linear(blocks.*.attn.v.weight))"));
}

TEST(Graph, MoreLayers) {
  EXPECT_THAT(told(sample_plan({.depth = 2}), sample_plan({.depth = 3})),
              ElementsAre("graph 0 layers\n  2 -> 3: blocks"));
}

TEST(Graph, AnOperationThatIsFedByAnother) {
  Plan other = sample_plan();
  node_of(other, "silu").args = {"%27"};
  EXPECT_THAT(told(sample_plan(), other), ElementsAre("graph 0 operation\n  silu(linear(blocks.*.mlp.gate.weight)) -> "
                                                      "silu(linear(blocks.*.mlp.up.weight)): blocks.*"));
}

TEST(Graph, AnOperationThatIsFedByOneThatLooksTheSame) {
  Plan other = sample_plan();
  node_of(other, "attention").args[1] = "%18";  // both are called rope
  EXPECT_THAT(told(sample_plan(), other),
              ElementsAre("graph 0 inputs\n  - -> -: attention(rope, rope, split_heads, blocks.*.attn.scale)"));
}

TEST(Graph, AnOperationThatWasAddedAndOneThatWasRemoved) {
  Plan other = sample_plan();
  Block& body = body_of(other);
  for (std::size_t i = 0; i < body.nodes.size(); ++i) {
    if (body.nodes[i].op != "silu") continue;
    body.nodes.insert(body.nodes.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      Node{"%50", "tanh", {body.nodes[i].id}, {}, {}, {}, {}});
    body.nodes[i + 2].args[0] = "%50";
    break;
  }
  EXPECT_THAT(told(sample_plan(), other),
              ElementsAre("graph 1 operation\n  - -> tanh(silu): blocks.*", HasSubstr("mul(silu, ")));
  EXPECT_THAT(told(other, sample_plan()),
              ElementsAre("graph 2 operation\n  tanh(silu) -> -: blocks.*", HasSubstr("mul(tanh, ")));
}

TEST(Graph, AnotherOutput) {
  Plan other = sample_plan();
  other.graph.output = "%3";
  EXPECT_THAT(told(sample_plan(), other),
              ElementsAre("graph 0 output\n  linear(head.weight) -> rms_norm(norm.gain): model"));
}

TEST(Graph, NumbersWithinTheToleranceAreEqual) {
  Plan plan = sample_plan();
  node_of(plan, "add").args[1] = 0.5;
  Plan other = sample_plan();
  node_of(other, "add").args[1] = 0.5 + 1e-9;
  node_of(other, "rms_norm").attributes = {{"eps", 1e-6 * (1 + 1e-9)}};
  EXPECT_EQ(told(plan, other).size(), 2U);
  EXPECT_THAT(compare(plan, other, {1e-8}), IsEmpty());
}

}  // namespace
}  // namespace cdp::diff
