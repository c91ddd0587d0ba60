// Makers and readers of the values of a block.
#include "compiler/plan/graph_index.h"

#include <gmock/gmock.h>

namespace cdp::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Node node(std::string id, std::string op, std::vector<GraphArgument> args) {
  Node out;
  out.id = std::move(id);
  out.op = std::move(op);
  out.args = std::move(args);
  return out;
}

TEST(BlockIndexTest, KnowsWhoMakesAndWhoReads) {
  const Block block{
      {"%0"},
      {node("%1", "linear", {"%0", "a.weight"}), node("%2", "mul", {"%1", "%1"}), node("%3", "add", {"%1", 2.0})},
      "%3"};
  const BlockIndex index(block);
  EXPECT_EQ(index.maker("%1"), &block.nodes[0]);
  EXPECT_EQ(index.maker_of(block.nodes[1].args[0]), &block.nodes[0]);
  EXPECT_EQ(index.maker("%0"), nullptr) << "an input";
  EXPECT_EQ(index.maker_of(block.nodes[0].args[1]), nullptr) << "a tensor";
  EXPECT_EQ(index.maker_of(block.nodes[2].args[1]), nullptr) << "a number";
  EXPECT_THAT(index.readers("%1"), ElementsAre(&block.nodes[1], &block.nodes[2])) << "who reads it twice counts once";
  EXPECT_THAT(index.readers("%3"), IsEmpty());
  EXPECT_THAT(index.readers("%9"), IsEmpty());
}

TEST(BlockIndexTest, TellsArgumentsApart) {
  const Node linear = node("%1", "linear", {"%0", "a.weight", 3.0});
  EXPECT_EQ(*value_in(linear.args[0]), "%0");
  EXPECT_EQ(parameter_in(linear.args[0]), nullptr);
  EXPECT_EQ(*parameter_in(linear.args[1]), "a.weight");
  EXPECT_EQ(value_in(linear.args[1]), nullptr);
  EXPECT_EQ(value_in(linear.args[2]), nullptr);
  EXPECT_EQ(parameter_in(linear.args[2]), nullptr);
  EXPECT_TRUE(is_op(&linear, Op::linear));
  EXPECT_FALSE(is_op(&linear, Op::add));
  EXPECT_FALSE(is_op(nullptr, Op::linear));
}

}  // namespace
}  // namespace cdp::plan
