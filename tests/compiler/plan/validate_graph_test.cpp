// The graph against the operation table and the plan's names.
#include <functional>
#include <limits>
#include <string>

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan {
namespace {

using ::testing::StartsWith;

std::string error_after(const std::function<void(Plan&)>& change) {
  Plan plan = testing::sample_plan();
  change(plan);
  const Status status = validate(plan);
  return status ? "no error" : status.error().text();
}

std::string error_after_nodes(const std::function<void(std::vector<Node>&)>& change) {
  return error_after([&](Plan& plan) { change(plan.graph.nodes); });
}

std::string error_after_body(const std::function<void(std::vector<Node>&)>& change) {
  return error_after([&](Plan& plan) { change(plan.graph.nodes[1].body->nodes); });
}

TEST(ValidateGraph, HoldsValues) {
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[0].args[0] = "%3"; }),
            "graph.nodes[0].args[0]: `%3` is not defined before its use");
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[0].args[0] = "%1"; }),
            "graph.nodes[1].body.nodes[0].args[0]: `%1` is not defined in this block; a stack's body sees only its own "
            "inputs");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[0] = "%30"; }),
            "graph.nodes[3].args[0]: `%30` is not defined in this block; a stack's body sees only its own inputs");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[2].id = "%1"; }), "graph.nodes[2].id: `%1` is defined twice");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[2].id = "%11"; }), "graph.nodes[2].id: `%11` is defined twice");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[2].id = "three"; }),
            "graph.nodes[2].id: `three` is not a value's name; these start with %, as `%7` does");
  EXPECT_EQ(error_after([](Plan& plan) { plan.graph.output = "%9"; }),
            "graph.output: `%9` is not a value of this block");
  EXPECT_EQ(error_after([](Plan& plan) { plan.graph.inputs = {}; }),
            "graph.inputs: 0 inputs; the graph has one, the task's");
}

TEST(ValidateGraph, HoldsOperations) {
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[0].op = "lokup"; }),
            "graph.nodes[0].op: unknown operation `lokup`; did you mean `lookup`?");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[0].op = "convolution"; }),
            "graph.nodes[0].op: unknown operation `convolution`; a newer cdp may have written this");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args.pop_back(); }),
            "graph.nodes[3].args: `linear` takes 2 arguments (value matrix), found 1");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[2].args = {}; }),
            "graph.nodes[2].args: `rms_norm` takes 1 to 2 arguments (value gain?), found 0");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].count = 2; }),
            "graph.nodes[3]: `linear` has no `stack`, `count` or `body`; only a stack has");
}

TEST(ValidateGraph, HoldsRoles) {
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[1] = "%3"; }),
            "graph.nodes[3].args[1]: expected a matrix: a tensor's name, found the value `%3`");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[1] = 2.0; }),
            "graph.nodes[3].args[1]: expected a matrix: a tensor's name, found 2");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[1] = "blocks.0.attn_mult"; }),
            "graph.nodes[3].args[1]: expected a matrix: a tensor's name, found the multiplier `blocks.0.attn_mult`");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[1] = "norm.gain"; }),
            "graph.nodes[3].args[1]: a matrix has 2 dimensions, but `norm.gain` has 1");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[2].args[1] = "head.weight"; }),
            "graph.nodes[2].args[1]: a gain has 1 dimension, but `head.weight` has 2");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[0] = "embed.weight"; }),
            "graph.nodes[3].args[0]: expected a value (`%7`), found the tensor `embed.weight`");
  EXPECT_THAT(
      error_after_body([](auto& nodes) { nodes[9].args[3] = "embed.weight"; }),
      StartsWith("graph.nodes[1].body.nodes[9].args[3]: expected a number or a multiplier's name, found the tensor"));
  EXPECT_EQ(error_after_nodes([](auto& nodes) {
              nodes.push_back({"%5", "mul", {"%4", std::numeric_limits<double>::infinity()}, {}, {}, {}, {}});
            }),
            "graph.nodes[4].args[1]: inf is not a finite number");
}

TEST(ValidateGraph, HoldsRanks) {
  const auto with = [](const char* op, std::vector<GraphArgument> arguments, std::vector<std::int64_t> shape) {
    return error_after([&](Plan& plan) {
      plan.tensors.push_back(testing::sample_tensor({}, "more", shape, {}));
      std::int64_t numbers = 1;
      for (const std::int64_t size : shape) numbers *= size;
      plan.parameters.total += numbers;
      plan.graph.nodes.push_back({"%5", op, arguments, {}, {}, {}, {}});
      if (std::string_view(op) == "route") plan.graph.nodes.back().attributes = {{"top_k", std::int64_t{1}}};
    });
  };
  EXPECT_THAT(with("rms_norm", {"%3", "more"}, {4, 1, 8}), StartsWith("node %5 (rms_norm): needs one value"))
      << "one set of gains a head is right by its rank, but there are no heads here";
  EXPECT_EQ(with("rms_norm", {"%3", "more"}, {4, 8}),
            "graph.nodes[4].args[1]: a gain has 1 dimension, but `more` has 2");
  EXPECT_EQ(with("experts", {"%3", "%4", "more", "more", "more"}, {16, 8, 8}), "no error");
  EXPECT_EQ(with("experts", {"%3", "%4", "more", "more", "more"}, {8, 8}),
            "graph.nodes[4].args[2]: a bank has 3 dimensions, but `more` has 2");
  EXPECT_EQ(with("route", {"%4", "more"}, {16}), "no error");
  EXPECT_EQ(with("route", {"%4", "more"}, {1, 4}), "graph.nodes[4].args[1]: a bias has 1 dimension, but `more` has 2");
  EXPECT_EQ(with("route", {"%4", 0.5}, {1}), "graph.nodes[4].args[1]: expected a bias: a tensor's name, found 0.5");
  EXPECT_EQ(with("experts", {"%3", "%4", "%3", "more", "more"}, {4, 8, 8}),
            "graph.nodes[4].args[2]: expected a bank of matrices: a tensor's name, found the value `%3`");
}

TEST(ValidateGraph, TakesAnythingAsAnOperand) {
  EXPECT_EQ(error_after([](Plan& plan) {
              plan.graph.nodes.push_back({"%5", "mul", {0.5, "%4"}, {}, {}, {}, {}});
              plan.graph.nodes.push_back({"%6", "add", {"%3", "norm.gain"}, {}, {}, {}, {}});
              plan.graph.nodes.push_back({"%7", "mul", {"blocks.1.attn_mult", "%6"}, {}, {}, {}, {}});
            }),
            "no error");
}

TEST(ValidateGraph, HoldsAttributes) {
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[4].attributes = {}; }),
            "graph.nodes[1].body.nodes[4]: `split_heads` needs the attribute `heads`");
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[4].attributes[0].first = "head"; }),
            "graph.nodes[1].body.nodes[4].attributes: `split_heads` has no attribute `head`; did you mean `heads`?");
  EXPECT_EQ(
      error_after_body([](auto& nodes) { nodes[4].attributes[0].second = std::int64_t{0}; }),
      "graph.nodes[1].body.nodes[4].attributes.heads: `heads` of `split_heads` must be a whole number from 1 to 2^53");
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[9].attributes[0].second = std::int64_t{1}; }),
            "graph.nodes[1].body.nodes[9].attributes.causal: `causal` of `attention` must be true or false");
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[4].attributes.push_back(nodes[4].attributes[0]); }),
            "graph.nodes[1].body.nodes[4].attributes: `heads` is given twice");
  EXPECT_EQ(error_after_nodes([](auto& nodes) {
              nodes[3].attributes = {{"eps", 1.0}};
            }),
            "graph.nodes[3].attributes: `linear` has no attribute `eps`; it has none");
}

TEST(ValidateGraph, HoldsNames) {
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[0].args[1] = "embd.weight"; }),
            "graph.nodes[0].args[1]: there is no tensor or multiplier `embd.weight`; did you mean `embed.weight`?");
  EXPECT_THAT(
      error_after_nodes([](auto& nodes) { nodes[1].count = 3; }),
      StartsWith("graph.nodes[1].body.nodes[0].args[1]: there is no tensor or multiplier `blocks.2.attn_norm.gain`"));
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].count = 1; }),
            "tensors[10]: the graph does not use `blocks.1.attn_norm.gain`");
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[12].args[0] = 0.5; }),
            "multipliers[1]: the graph does not use `blocks.0.attn_mult`");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[3].args[1] = "blocks.*.attn.q.weight"; }),
            "graph.nodes[3].args[1]: the `*` of `blocks.*.attn.q.weight` stand for no stack around this");
  EXPECT_EQ(error_after_body([](auto& nodes) { nodes[1].args[1] = "layers.*.attn.q.weight"; }),
            "graph.nodes[1].body.nodes[1].args[1]: the `*` of `layers.*.attn.q.weight` stand for no stack around this");
}

TEST(ValidateGraph, HoldsStacks) {
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].count.reset(); }),
            "graph.nodes[1]: a stack needs `stack`, `count` and `body`");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].body.reset(); }),
            "graph.nodes[1]: a stack needs `stack`, `count` and `body`");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].count = -1; }),
            "graph.nodes[1].count: -1 is out of range; a stack runs 0 to 8388608 times");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].args.push_back("%1"); }),
            "graph.nodes[1].args: 2 arguments for 1 inputs of the body; a stack has one of each at least");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].args[0] = "embed.weight"; }),
            "graph.nodes[1].args[0]: expected a value (`%7`), found the tensor `embed.weight`");
  EXPECT_EQ(error_after_nodes([](auto& nodes) { nodes[1].stack = ""; }),
            "graph.nodes[1].stack: `` is not the path of a stack here");
  EXPECT_EQ(error_after_nodes([](auto& nodes) {
              nodes[1].attributes = {{"x", true}};
            }),
            "graph.nodes[1].attributes: a stack has no attributes");
  EXPECT_EQ(error_after([](Plan& plan) { plan.graph.nodes[1].body->output = "%4"; }),
            "graph.nodes[1].body.output: `%4` is not a value of this block");
}

TEST(ValidateGraph, AcceptsAStackThatNeverRuns) {
  Plan plan = testing::sample_plan({.depth = 0});
  plan.scale[1].second.target = plan.scale[1].second.reference = 1;
  const Status status = validate(plan);
  EXPECT_TRUE(status) << status.error().text();
}

/// A plan whose graph is stacks within stacks, `levels` deep, each running twice, with one gain in the innermost.
Plan nested_plan(std::size_t levels, std::size_t shared = 0) {
  Plan plan = testing::sample_plan({.depth = 0});
  plan.scale.clear();
  plan.training.task = TaskKind::regress;
  plan.training.context.reset();
  plan.training.features = 8;
  const Tensor gain = testing::sample_tensor({}, "", {8}, {});
  plan.tensors.clear();
  plan.multipliers.clear();
  const std::size_t stars = levels - shared;
  for (std::size_t run = 0; run < (std::size_t{1} << stars); ++run) {
    plan.tensors.push_back(gain);
    for (std::size_t i = 0; i < stars; ++i) plan.tensors.back().name += "s." + std::to_string(run >> i & 1U) + ".";
    plan.tensors.back().name += "gain";
  }
  plan.parameters = {static_cast<std::int64_t>(8 * plan.tensors.size()), 0};
  std::string folded;
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < levels; ++i) {
    paths.push_back((i == 0 ? "" : paths.back() + ".*.") + "s");
    if (i < stars) folded = paths.back() + ".*.gain";
  }
  Block block{{"%in"}, {{"%out", "rms_norm", {"%in", folded}, {}, {}, {}, {}}}, "%out"};
  for (std::size_t i = levels; i-- > 0;) {
    const std::string in = "%in" + std::to_string(i);
    const std::string out = "%out" + std::to_string(i);
    block = {{in}, {{out, "stack", {in}, {}, paths[i], 2, std::make_shared<Block>(std::move(block))}}, out};
  }
  plan.graph = std::move(block);
  return plan;
}

TEST(ValidateGraph, UnfoldsStacksWithinStacks) {
  for (const std::size_t levels : {1U, 2U, 3U}) {
    const Status status = validate(nested_plan(levels));
    EXPECT_TRUE(status) << status.error().text();
  }
  const Status shared = validate(nested_plan(3, 1));
  EXPECT_TRUE(shared) << shared.error().text();
  Plan missing = nested_plan(2);
  missing.tensors[2].name = "other";
  EXPECT_THAT(
      validate(missing).error().text(),
      StartsWith("graph.nodes[0].body.nodes[0].body.nodes[0].args[1]: there is no tensor or multiplier `s.0.s.1."));
  Plan stray = nested_plan(2);
  stray.graph.nodes[0].body->nodes[0].stack = "t";
  EXPECT_EQ(validate(stray).error().text(),
            "graph.nodes[0].body.nodes[0].stack: `t` is not the path of a stack here; expected `s.*.` and a name");
}

TEST(ValidateGraph, BoundsTheNesting) {
  EXPECT_TRUE(validate(nested_plan(16, 15)));
  const Status status = validate(nested_plan(17, 16));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, StartsWith("stacks within stacks, more than 16 deep"));
}

TEST(ValidateGraph, RunsAStackEquallyOftenEverywhere) {
  EXPECT_EQ(error_after_nodes([](auto& nodes) {
              Node again = nodes[1];
              again.id = "%50";
              again.count = 1;
              again.body = std::make_shared<Block>(Block{{"%51"}, {{"%52", "gelu", {"%51"}, {}, {}, {}, {}}}, "%52"});
              nodes.push_back(again);
            }),
            "graph.nodes[4].count: 1 runs of `blocks`, but 2 elsewhere");
}

}  // namespace
}  // namespace cdp::plan
