// Shapes of every operation, and the faults that a bad plan has.
#include "compiler/plan/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/json.h"
#include "compiler/plan/shape_rules.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan {
namespace {

using ::testing::HasSubstr;
using Size = OperandOf<std::int64_t>;
using Settings = std::map<std::string, std::int64_t, std::less<>>;

constexpr std::int64_t kB = kBatchSize, kT = kTimeSize;

Size value(std::vector<std::int64_t> sizes) {
  return {std::move(sizes)};
}
Size trained(std::vector<std::int64_t> sizes) {
  return {std::move(sizes), Content::kReal, "w"};
}
Size number() {
  return {{}, Content::kReal, "", true};
}
Size ids(Content content = Content::kTokens) {
  return {{kB, kT}, content};
}

/// The shape, or what does not fit.
std::string infer(Op op, const std::vector<Size>& operands, const Settings& settings = {}, std::int64_t context = 0) {
  const auto attribute = [&](std::string_view name) { return settings.find(name)->second; };
  ShapeCall<SizeAlgebra> call(operation(op), operands, attribute, context);
  const auto result = shape_of(call);
  return result ? shape_text(result->sizes) : call.misfit().wanted + ", found " + call.misfit().found;
}

TEST(Shapes, ArithmeticBroadcasts) {
  EXPECT_EQ(infer(Op::add, {value({kB, kT, 8}), value({1, kT, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::add, {value({kB, kT, 8}), trained({8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::mul, {number(), value({kB, kT, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::mul, {trained({4, 1, 16}), value({kB, 4, kT, 16})}), "(batch, 4, time, 16)");
  EXPECT_EQ(infer(Op::sub, {value({kB, kT, 8}), trained({9})}),
            "shapes that fit each other, found (batch, time, 8) and `w` (9)");
  EXPECT_EQ(infer(Op::div, {value({kB, kT, 8}), ids()}),
            "real numbers; look ids up in a table first, found (batch, time, 8) and ids (batch, time)");
}

TEST(Shapes, ElementwiseKeepsTheShape) {
  for (const Op op :
       {Op::neg, Op::gelu, Op::gelu_tanh, Op::silu, Op::relu, Op::relu2, Op::tanh, Op::sigmoid, Op::softmax}) {
    EXPECT_EQ(infer(op, {value({kB, kT, 8})}), "(batch, time, 8)");
    EXPECT_EQ(infer(op, {ids()}), "real numbers; look ids up in a table first, found ids (batch, time)");
    EXPECT_EQ(infer(op, {number()}), "real numbers, found a number");
  }
}

TEST(Shapes, LinearContractsTheLastDimension) {
  EXPECT_EQ(infer(Op::linear, {value({kB, kT, 8}), trained({3, 8})}), "(batch, time, 3)");
  EXPECT_EQ(infer(Op::linear, {value({kB, kT, 128}), trained({512, 64})}),
            "a matrix (out, in) whose `in` is the activation's last size, found (batch, time, 128) and `w` (512, 64)");
  EXPECT_EQ(infer(Op::linear, {value({kB, kT, 8}), trained({8})}), "a matrix (out, in), found `w` (8)");
}

TEST(Shapes, LookupTakesIds) {
  EXPECT_EQ(infer(Op::lookup, {ids(), trained({16, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::lookup, {value({kB, kT, 8}), trained({16, 8})}), "ids, found (batch, time, 8)");
  EXPECT_EQ(infer(Op::lookup, {ids(), trained({16})}), "a table (rows, width), found `w` (16)");
  EXPECT_EQ(infer(Op::lookup, {ids(Content::kPositions), trained({16, 8})}, {}, 32),
            "`context` to be at most `rows`, found context 32, rows 16");
}

TEST(Shapes, PositionsComeFromTheInput) {
  EXPECT_EQ(infer(Op::positions, {ids()}), "(1, time)");
  EXPECT_EQ(infer(Op::positions, {value({kB, kT, 8})}),
            "the token ids (batch, time) that the model reads, found (batch, time, 8)");
}

TEST(Shapes, NormsTakeVectorsOfTheirWidth) {
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, kT, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::layer_norm, {value({kB, kT, 8}), trained({8}), trained({8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::layer_norm, {value({kB, kT, 8}), trained({8}), trained({7})}),
            "a gain and an offset of one shape, found (batch, time, 8), `w` (8) and `w` (7)");
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, kT, 8}), trained({1, 8})}),
            "one value for each entry of the last dimension, found (batch, time, 8) and `w` (1, 8)");
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, 4, kT, 8}), trained({4, 1, 8})}), "(batch, 4, time, 8)");
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, 4, kT, 8}), trained({3, 1, 8})}),
            "one value for each entry of the last dimension, found (batch, 4, time, 8) and `w` (3, 1, 8)");
}

TEST(Shapes, OfNormsAndMixturesAreThoseThatRun) {
  const auto input = value({kB, 4, kT, 8});
  EXPECT_EQ(infer(Op::layer_norm, {input, trained({4, 1, 8}), trained({4, 1, 8})}), "(batch, 4, time, 8)");
  EXPECT_THAT(infer(Op::layer_norm, {input, trained({8}), trained({4, 1, 8})}), HasSubstr("of one shape"));
  EXPECT_THAT(infer(Op::route, {value({8})}, {{"top_k", 1}}), HasSubstr("of each sample"));
  EXPECT_THAT(
      infer(Op::experts, {value({8}), value({4}), trained({4, 16, 8}), trained({4, 16, 8}), trained({4, 8, 16})}),
      HasSubstr("of each sample"));
}

TEST(Shapes, HeadsSplitAndMerge) {
  Settings settings = {{"heads", 4}};
  EXPECT_EQ(infer(Op::split_heads, {value({kB, kT, 8})}, settings), "(batch, 4, time, 2)");
  EXPECT_EQ(infer(Op::merge_heads, {value({kB, 4, kT, 2})}), "(batch, time, 8)");
  settings["heads"] = 3;
  EXPECT_EQ(infer(Op::split_heads, {value({kB, kT, 8})}, settings),
            "`heads` to divide `width`, found heads 3, width 8");
  EXPECT_THAT(infer(Op::merge_heads, {value({kB, kT, 8})}), HasSubstr("found (batch, time, 8)"));
}

TEST(Shapes, ChunksAreEqual) {
  Settings settings = {{"chunks", 3}, {"index", 2}};
  EXPECT_EQ(infer(Op::chunk, {value({kB, kT, 12})}, settings), "(batch, time, 4)");
  EXPECT_EQ(infer(Op::chunk, {value({kB, kT, 8})}, settings), "`chunks` to divide `width`, found chunks 3, width 8");
  settings["index"] = 3;
  EXPECT_EQ(infer(Op::chunk, {value({kB, kT, 12})}, settings), "`index` to be below `chunks`, found index 3, chunks 3");
}

TEST(Shapes, RoutesAreScoresOfExperts) {
  Settings settings = {{"top_k", 2}};
  const auto scores = value({kB, kT, 4});
  EXPECT_EQ(infer(Op::route, {scores}, settings), "(batch, time, 4)");
  EXPECT_EQ(infer(Op::route, {scores, trained({4})}, settings), "(batch, time, 4)");
  EXPECT_EQ(infer(Op::route, {scores, trained({5})}, settings),
            "a score for each expert, and one bias for each, found (batch, time, 4) and `w` (5)");
  settings["top_k"] = 5;
  EXPECT_EQ(infer(Op::route, {scores}, settings), "`top_k` to be at most `experts`, found top_k 5, experts 4");
}

TEST(Shapes, ExpertsTakeBanks) {
  const auto x = value({kB, kT, 8}), weights = value({kB, kT, 4});
  const auto up = trained({4, 16, 8}), down = trained({4, 8, 16});
  EXPECT_EQ(infer(Op::experts, {x, weights, up, up, down}), "(batch, time, 8)");
  EXPECT_THAT(infer(Op::experts, {x, weights, up, trained({16, 8}), down}), HasSubstr("`w` (16, 8) and"));
  EXPECT_THAT(infer(Op::experts, {x, value({kB, kT, 5}), up, up, down}), HasSubstr("(batch, time, 5), `w` (4, 16, 8)"));
  EXPECT_THAT(infer(Op::experts, {x, weights, up, up, up}), HasSubstr("(..., width), (..., experts)"));
}

TEST(Shapes, RopeNeedsPairs) {
  EXPECT_EQ(infer(Op::rope, {value({kB, 4, kT, 6})}), "(batch, 4, time, 6)");
  EXPECT_EQ(infer(Op::rope, {value({kB, 4, kT, 5})}), "2 to divide `head_width`, found head_width 5");
}

TEST(Shapes, AttentionTakesGroupsOfHeads) {
  const auto q = value({kB, 4, kT, 6}), k = value({kB, 2, kT, 6});
  EXPECT_EQ(infer(Op::attention, {q, k, k, number()}), "(batch, 4, time, 6)");
  EXPECT_EQ(infer(Op::attention, {k, q, q, number()}), "`key_heads` to divide `heads`, found key_heads 4, heads 2");
  EXPECT_THAT(infer(Op::attention, {q, k, q, number()}), HasSubstr("queries, keys and values of equal shape"));
  EXPECT_EQ(infer(Op::attention, {q, k, k, q}), "a number or a multiplier as its scale, found (batch, 4, time, 6)");
}

TEST(Shapes, PatchesCutImagesAndMeanTakesThemTogether) {
  Settings settings = {{"size", 2}, {"height", 4}, {"channels", 3}};
  EXPECT_EQ(infer(Op::patches, {value({kB, 96})}, settings), "(batch, 8, 12)");
  EXPECT_EQ(infer(Op::patches, {value({kB, 97})}, settings),
            "`height` * `channels` to divide `features`, found height 4, channels 3, features 97");
  settings["size"] = 3;
  EXPECT_THAT(infer(Op::patches, {value({kB, 96})}, settings),
              HasSubstr("`size` to divide `height`, found size 3, height 4"));
  EXPECT_EQ(infer(Op::patches, {ids()}, settings),
            "an image in a row, (batch, height width channels); look ids up in a table first, found ids (batch, time)");
  EXPECT_EQ(infer(Op::mean, {value({kB, 8, 12})}), "(batch, 12)");
  EXPECT_EQ(infer(Op::mean, {value({kB, 12})}), "(batch, time, width), found (batch, 12)");
}

TEST(Shapes, AreNotWorkedOutBeyondWhatNumbersHold) {
  const std::int64_t huge = std::int64_t{1} << 40;
  EXPECT_THAT(infer(Op::merge_heads, {value({kB, huge, kT, huge})}), HasSubstr("no more than 2^53 numbers"));
  EXPECT_THAT(infer(Op::merge_heads, {value({3, kB, kT, 8})}), HasSubstr("2^53")) << "a batch has no size yet";
  const Settings settings = {{"size", huge}, {"height", huge}, {"channels", huge}};
  EXPECT_THAT(infer(Op::patches, {value({kB, 96})}, settings), HasSubstr("`height` * `channels` to divide"));
}

/// Why a plan is refused; empty where it is taken.
std::string refusal(const Plan& plan) {
  const Status status = validate(plan);
  return status ? "" : status.error().text();
}

TEST(PlanShapes, AreHeldByValidation) {
  Plan plan = testing::sample_plan({});
  EXPECT_EQ(refusal(plan), "");
  EXPECT_EQ(*trace_shapes(plan), (std::vector<std::int64_t>{kB, kT, 16}));
  plan.training.context.reset();
  plan.training.features = 4;
  plan.training.task = TaskKind::regress;
  EXPECT_THAT(refusal(plan), HasSubstr("needs ids, found (batch, 4)"));
}

TEST(PlanShapes, NameTheNode) {
  testing::Sample sample;
  sample.heads = 3;
  EXPECT_THAT(refusal(testing::sample_plan(sample)),
              ::testing::ContainsRegex(R"(^node %[0-9]+ \(split_heads\): needs )"));
}

TEST(PlanShapes, HoldTheOutputAgainstTheTableOfTokens) {
  Plan plan = testing::sample_plan({});
  for (Tensor& tensor : plan.tensors)
    if (tensor.name == "embed.weight") tensor.shape[0] = 8, plan.parameters.total -= 64;
  EXPECT_EQ(refusal(plan),
            "graph: the output scores 16 tokens, but `embed.weight`, where tokens are looked up, has 8 rows");
}

Node node(const std::string& id, const std::string& op, std::vector<GraphArgument> arguments) {
  Node out;
  out.id = id;
  out.op = op;
  out.args = std::move(arguments);
  return out;
}

TEST(PlanShapes, RefuseConstantsThatAreNotFinite) {
  Plan plan = testing::sample_plan({});
  Node quotient = node("%900", "div", {1e308, 1e-308});
  Node scaled = node("%901", "mul", {plan.graph.output, std::string("%900")});
  plan.graph.nodes.push_back(quotient);
  plan.graph.nodes.push_back(scaled);
  plan.graph.output = "%901";
  EXPECT_EQ(refusal(plan), "node %900 (div): needs numbers whose result is finite");
}

TEST(PlanShapes, AreThoseOfEveryLayer) {
  Plan plan = testing::sample_plan({});
  for (Tensor& tensor : plan.tensors) {
    if (tensor.name != "blocks.1.mlp.up.weight") continue;
    tensor.shape[1] += 8;
    plan.parameters.total += 8 * tensor.shape[0];
  }
  EXPECT_THAT(refusal(plan), HasSubstr("`blocks.1.mlp.up.weight` (32, 16)")) << "the first layer is right";
}

TEST(PlanShapes, RefuseADivisionByZero) {
  Plan plan = testing::sample_plan({});
  plan.graph.nodes.push_back(node("%900", "div", {plan.graph.output, 0.0}));
  plan.graph.output = "%900";
  EXPECT_THAT(refusal(plan), HasSubstr("args[1]: a division by 0"));
}

TEST(PlanShapes, EndBeforeStacksUnfoldForever) {
  Plan plan = testing::sample_plan({});
  std::string path = "a";
  Block body{{"%1000"}, {node("%1001", "silu", {std::string("%1000")})}, "%1001"};
  for (int depth = 0; depth < 3; ++depth) path += ".*.a";
  for (int depth = 3; depth >= 0; --depth) {
    const std::string id = "%" + std::to_string(2000 + depth), input = "%" + std::to_string(3000 + depth);
    Node stack = node(id, "stack", {input});
    stack.stack = path;
    stack.count = 1 << 11;
    stack.body = std::make_shared<Block>(std::move(body));
    body = Block{{input}, {stack}, id};
    if (path.size() > 1) path.resize(path.size() - 4);
  }
  Node outer = body.nodes[0];
  outer.args = {plan.graph.output};
  plan.graph.nodes.push_back(outer);
  plan.graph.output = outer.id;
  EXPECT_THAT(refusal(plan), HasSubstr("graph: more than 8388608 operations"));
}

}  // namespace
}  // namespace cdp::plan
