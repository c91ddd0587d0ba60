// Names of a graph's values.
#include "compiler/plan/value_names.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan {
namespace {

using Names = std::map<std::string, std::string>;

Node node(std::string id, std::string op, std::vector<GraphArgument> args) {
  Node out;
  out.id = std::move(id);
  out.op = std::move(op);
  out.args = std::move(args);
  return out;
}

Names names(std::vector<Node> nodes) {
  const std::string output = nodes.back().id;
  return value_names({{"%0"}, std::move(nodes), output});
}

TEST(ValueNames, OfAGpt) {
  const Names found = value_names(testing::sample_plan().graph);
  EXPECT_EQ(found.at("%1"), "embed");
  EXPECT_EQ(found.at("%2"), "blocks");
  EXPECT_EQ(found.at("%11"), "blocks.*.attn_norm");
  EXPECT_EQ(found.at("%12"), "blocks.*.attn.q");
  EXPECT_EQ(found.at("%20"), "blocks.*.attention");  // though it takes a multiplier
  EXPECT_EQ(found.at("%23"), "blocks.*.attn_mult");
  EXPECT_EQ(found.at("%24"), "blocks.*.add_1");
  EXPECT_EQ(found.at("%28"), "blocks.*.silu");
  EXPECT_EQ(found.at("%29"), "blocks.*.mul");
  EXPECT_EQ(found.at("%32"), "blocks.*.add_2");
  EXPECT_EQ(found.at("%4"), "head");
  std::set<std::string> all;
  for (const auto& [id, name] : found) EXPECT_TRUE(all.insert(name).second) << name;
}

TEST(ValueNames, AModulesOffsetIsPartOfIt) {
  EXPECT_EQ(names({node("%1", "linear", {"%0", "up.weight"}), node("%2", "add", {"%1", "up.offset"})}),
            (Names{{"%1", "up.linear"}, {"%2", "up"}}));
  // Of another module, or where the product is read by others too, it is a sum like any other.
  EXPECT_EQ(names({node("%1", "linear", {"%0", "up.weight"}), node("%2", "add", {"%1", "other.offset"})}),
            (Names{{"%1", "up"}, {"%2", "add"}}));
  EXPECT_EQ(names({node("%1", "linear", {"%0", "up.weight"}), node("%2", "add", {"%1", "up.offset"}),
                   node("%3", "mul", {"%1", "%2"})})
                .at("%1"),
            "up");
}

TEST(ValueNames, TwoOperationsOnOneModuleAreToldApart) {
  EXPECT_EQ(names({node("%1", "lookup", {"%0", "embed.weight"}), node("%2", "linear", {"%1", "embed.weight"})}),
            (Names{{"%1", "embed.lookup"}, {"%2", "embed.linear"}}));
  EXPECT_EQ(names({node("%1", "linear", {"%0", "m.a"}), node("%2", "linear", {"%1", "m.b"})}),
            (Names{{"%1", "m.linear_1"}, {"%2", "m.linear_2"}}));
}

TEST(ValueNames, WithoutAModuleTheOperationNamesIt) {
  EXPECT_EQ(names({node("%1", "linear", {"%0", "weight"}), node("%2", "relu", {"%1"}), node("%3", "relu", {"%2"})}),
            (Names{{"%1", "linear"}, {"%2", "relu_1"}, {"%3", "relu_2"}}));
}

}  // namespace
}  // namespace cdp::plan
