// What values are in the data flow, and how predictions come to their names.
#include "compiler/coordcheck/expected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::coordcheck {
namespace {

using ::testing::Contains;
using ::testing::Not;

plan::Node node(std::string id, std::string op, std::vector<plan::GraphArgument> args) {
  plan::Node out;
  out.id = std::move(id);
  out.op = std::move(op);
  out.args = std::move(args);
  return out;
}

/// %0 ids; %1 embed; %2 = stack { %4 = linear(%3); %5 = mult %4; %6 = %3 + %5 }; %7 = linear; %8 = offset; %9 = mult
plan::Plan sample_plan(std::int64_t count = 2) {
  plan::Plan plan;
  plan::Node stack = node("%2", "stack", {"%1"});
  stack.stack = "blocks";
  stack.count = count;
  stack.body = std::make_shared<plan::Block>(
      plan::Block{{"%3"},
                  {node("%4", "linear", {"%3", "blocks.*.up.weight"}), node("%5", "mul", {"blocks.*.mult", "%4"}),
                   node("%6", "add", {"%3", "%5"})},
                  "%6"});
  plan.graph = {{"%0"},
                {node("%1", "lookup", {"%0", "embed.weight"}), stack, node("%7", "linear", {"%2", "head.weight"}),
                 node("%8", "add", {"%7", "head.offset"}), node("%9", "mul", {"%8", "head.mult"})},
                "%9"};
  return plan;
}

TEST(Roles, TellTheStreamAndWhatIsRescaled) {
  const Roles roles = roles_of(sample_plan().graph);
  EXPECT_THAT(roles.stream, Contains("blocks"));
  EXPECT_THAT(roles.stream, Contains("blocks.*.add"));
  EXPECT_THAT(roles.stream, Contains("head.mult"));
  EXPECT_THAT(roles.stream, Not(Contains("blocks.*.mult")));
  EXPECT_EQ(roles.rescaled, (std::set<std::string>{"blocks.*.up", "head", "head.linear"}));
  EXPECT_EQ(roles.values.size(), 8U);
}

TEST(Expected, RangesAreByNameAndTheReasonIsKept) {
  analysis::AxisGrowth growth{std::vector<analysis::ValueGrowth>(10), std::vector<analysis::TensorGrowth>(1), {}};
  growth.values[1].entry = {0.25, {}};
  growth.values[1].first = {0, {}};
  growth.values[1].aligned = {-0.5, {}};
  growth.values[9].entry.unknown = "too hard";
  growth.tensors[0].step = {-1, {}};
  growth.tensors[0].std = {-0.5, {}};
  const Expected found = expected(sample_plan(), growth, std::vector<std::string>{"embed.weight"});
  EXPECT_EQ(found.ranges.at("embed").at(Quantity::kEntry).low, 0.25);
  EXPECT_EQ(found.ranges.at("embed").at(Quantity::kChange).low, -0.5);
  EXPECT_EQ(found.ranges.at("embed").at(Quantity::kChange).high, 0);
  EXPECT_EQ(found.ranges.at("head.mult").at(Quantity::kEntry).unknown, "too hard");
  EXPECT_EQ(found.ranges.at("embed.weight").at(Quantity::kUpdate).high, -0.5);
}

TEST(DifferInDepth, ComparesStacks) {
  EXPECT_FALSE(differ_in_depth(sample_plan(2), sample_plan(2)));
  EXPECT_TRUE(differ_in_depth(sample_plan(2), sample_plan(4)));
}

}  // namespace
}  // namespace cdp::coordcheck
