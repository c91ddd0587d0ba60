// What patterns fit, what they capture, and what they say where they do not.
#include "compiler/plan/pattern.h"

#include <gmock/gmock.h>

namespace cdp::plan {
namespace {

Node node(std::string id, Op does, std::vector<GraphArgument> args) {
  Node out;
  out.id = std::move(id);
  out.op = std::string(operation(does).name);
  out.args = std::move(args);
  return out;
}

/// down(silu(gate(x)) * up(x)) + x
Block swiglu() {
  return {
      {"%0"},
      {node("%1", Op::linear, {"%0", "gate"}), node("%2", Op::silu, {"%1"}), node("%3", Op::linear, {"%0", "up"}),
       node("%4", Op::mul, {"%2", "%3"}), node("%5", Op::linear, {"%4", "down"}), node("%6", Op::add, {"%5", "%0"})},
      "%6"};
}

bool fits(const Pattern& pattern, const Block& block, const GraphArgument& end) {
  return !mismatch(pattern, BlockIndex(block), end);
}

TEST(Pattern, CapturesNamesOfValuesAndParameters) {
  const Block block = swiglu();
  std::string x, matrix;
  ASSERT_TRUE(fits(op(Op::linear, {value(x), parameter(matrix)}), block, "%5"));
  EXPECT_EQ(x, "%4");
  EXPECT_EQ(matrix, "down");
  EXPECT_FALSE(fits(op(Op::linear, {parameter(matrix), anything()}), block, "%5")) << "a value is no parameter";
  EXPECT_FALSE(fits(op(Op::linear, {anything(), value(x)}), block, "%5")) << "a parameter is no value";
  EXPECT_FALSE(fits(value(x), block, 2.0));
  EXPECT_FALSE(fits(parameter(matrix), block, 2.0));
}

TEST(Pattern, HoldsOperationAndNumberOfArguments) {
  const Block block = {{"%0"}, {node("%1", Op::rms_norm, {"%0"})}, "%1"};
  EXPECT_TRUE(fits(op(Op::rms_norm, {same("%0")}), block, "%1"));
  EXPECT_FALSE(fits(op(Op::rms_norm, {same("%1")}), block, "%1"));
  EXPECT_FALSE(fits(op(Op::rms_norm, {anything(), anything()}), block, "%1"));
  EXPECT_FALSE(fits(op(Op::layer_norm, {anything()}), block, "%1"));
  EXPECT_FALSE(fits(op(Op::rms_norm, {anything()}), block, "%0")) << "nothing makes an input";
}

TEST(Pattern, TestsANodeAndReadsItsAttributes) {
  Block block = {{"%0"}, {node("%1", Op::rope, {"%0"}), node("%2", Op::split_heads, {"%0"})}, "%1"};
  block.nodes[1].attributes = {{"heads", std::int64_t{4}}};
  double theta = 0;
  std::int64_t heads = 0;
  EXPECT_TRUE(fits(op(Op::rope, {anything()}, attribute("theta", theta)), block, "%1"));
  EXPECT_TRUE(fits(op(Op::split_heads, {anything()}, attribute("heads", heads)), block, "%2"));
  EXPECT_EQ(theta, 10000);
  EXPECT_EQ(heads, 4);
  EXPECT_FALSE(fits(op(Op::rope, {anything()}, [](const Node&) { return false; }), block, "%1"));
}

TEST(Pattern, SumsAndProductsGoEitherWay) {
  const Block block = swiglu();
  std::string stream, up;
  const Pattern gate = op(Op::silu, {anything()});
  EXPECT_TRUE(fits(either_order(Op::mul, gate, op(Op::linear, {anything(), parameter(up)})), block, "%4"));
  EXPECT_EQ(up, "up");
  EXPECT_TRUE(fits(either_order(Op::add, same("%5"), value(stream)), block, "%6"));
  EXPECT_EQ(stream, "%0");
  EXPECT_FALSE(fits(either_order(Op::mul, gate, gate), block, "%4"));
}

TEST(Pattern, TriesTheSecondArgumentFirst) {
  const Block block = {{"%0"}, {node("%1", Op::add, {"%0", "offset"}), node("%2", Op::add, {"%1", "%0"})}, "%2"};
  std::string chosen, other;
  EXPECT_TRUE(fits(either_order(Op::add, value(chosen), value(other)), block, "%2"));
  EXPECT_EQ(chosen, "%0");
  EXPECT_EQ(other, "%1");
  EXPECT_TRUE(fits(either_order(Op::add, value(chosen), parameter(other)), block, "%1"));
  EXPECT_EQ(other, "offset");
}

TEST(Pattern, ChoosesTheFirstThatFits) {
  const Block block = swiglu();
  const Pattern either = one_of(op(Op::silu, {anything()}), op(Op::linear, {anything(), anything()}));
  EXPECT_TRUE(fits(either, block, "%2"));
  EXPECT_TRUE(fits(either, block, "%3"));
  EXPECT_FALSE(fits(either, block, "%4"));
}

TEST(Pattern, LooksBehindOperationsOfASingleValue) {
  const Block block = swiglu();
  std::string matrix;
  const Pattern made = op(Op::linear, {anything(), parameter(matrix)});
  EXPECT_TRUE(fits(behind(made), block, "%2"));
  EXPECT_EQ(matrix, "gate") << "behind silu";
  EXPECT_TRUE(fits(behind(made), block, "%5"));
  EXPECT_EQ(matrix, "down") << "the nearest";
  EXPECT_FALSE(fits(behind(made), block, "%4")) << "two values";
  EXPECT_FALSE(fits(behind(made), block, "%0")) << "an input";
  EXPECT_FALSE(fits(behind(made, [](const Node& node) { return !is_op(&node, Op::silu); }), block, "%2"));
  Node stack = node("%1", Op::silu, {"%0"});
  EXPECT_TRUE(fits(behind(same("%0")), {{"%0"}, {stack}, "%1"}, "%1"));
  stack.body = std::make_shared<Block>();
  EXPECT_FALSE(fits(behind(same("%0")), {{"%0"}, {stack}, "%1"}, "%1")) << "a stack";
}

TEST(Mismatch, IsOfTheInnermostExpectation) {
  const Block block = swiglu();
  const BlockIndex index(block);
  const Pattern wrong = expect("the gate", "gelu", op(Op::gelu, {anything()}));
  const Pattern outer = expect("the output", "down(gelu(x))", op(Op::linear, {wrong, anything()}));
  const auto inside = mismatch(outer, index, "%5");
  ASSERT_TRUE(inside);
  EXPECT_EQ(inside->where, "the gate");
  EXPECT_EQ(inside->wanted, "gelu");
  EXPECT_EQ(inside->found, index.maker("%4"));
  const auto outside = mismatch(outer, index, "%6");
  ASSERT_TRUE(outside);
  EXPECT_EQ(outside->where, "the output");
  EXPECT_EQ(outside->found, index.maker("%6"));
  EXPECT_EQ(mismatch(wrong, index, "%0")->found, nullptr) << "an input";
  EXPECT_EQ(mismatch(expect("outside", "", wrong), index, "%0")->where, "the gate");
  EXPECT_FALSE(mismatch(anything(), index, "%6"));
  EXPECT_EQ(mismatch(same("%0"), index, "%6")->where, "");
}

TEST(Mismatch, IsOfTheOrderThatCameFarther) {
  const Block block = swiglu();
  const BlockIndex index(block);
  const Pattern gelu = expect("what silu reads", "gelu", op(Op::gelu, {anything()}));
  const Pattern silu = expect("a factor", "silu", op(Op::silu, {gelu}));
  EXPECT_EQ(mismatch(either_order(Op::mul, silu, anything()), index, "%4")->where, "what silu reads");
  EXPECT_EQ(mismatch(either_order(Op::mul, gelu, anything()), index, "%4")->found, index.maker("%3")) << "of equals";
  const Pattern gated = either_order(Op::mul, op(Op::silu, {anything()}), gelu);
  EXPECT_EQ(mismatch(gated, index, "%4")->found, index.maker("%3")) << "what stands beside the chosen";
}

}  // namespace
}  // namespace cdp::plan
