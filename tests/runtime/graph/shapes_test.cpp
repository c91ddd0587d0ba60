// Shapes of every operation, and the faults that a bad plan has.
#include "runtime/graph/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::runtime {
namespace {

using plan::Op;
using testing::HasSubstr;

constexpr std::int64_t kB = kBatchSize, kT = kTimeSize;

ShapeArgument value(std::vector<std::int64_t> sizes) {
  return {{std::move(sizes)}, "", false};
}
ShapeArgument trained(std::vector<std::int64_t> sizes) {
  return {{std::move(sizes)}, "w", false};
}
ShapeArgument number() {
  return {{}, "", true};
}
ShapeArgument ids(Content content = Content::kTokens) {
  return {{{kB, kT}, content}, "", false};
}

/// The shape, or the fault.
std::string infer(Op op, std::vector<ShapeArgument> arguments, const Settings& settings = {},
                  std::int64_t context = 0) {
  const auto shape = infer_shape(op, {arguments, settings, context});
  return shape ? shape->text() : shape.error().message;
}

TEST(Shapes, ArithmeticBroadcasts) {
  EXPECT_EQ(infer(Op::add, {value({kB, kT, 8}), value({1, kT, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::add, {value({kB, kT, 8}), trained({8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::mul, {number(), value({kB, kT, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::mul, {trained({4, 1, 16}), value({kB, 4, kT, 16})}), "(batch, 4, time, 16)");
  EXPECT_EQ(infer(Op::sub, {value({kB, kT, 8}), trained({9})}), "shapes (batch, time, 8) and (9) don't go together");
  EXPECT_EQ(infer(Op::div, {value({kB, kT, 8}), ids()}), "takes activations, not ids");
}

TEST(Shapes, ElementwiseKeepsTheShape) {
  for (const Op op :
       {Op::neg, Op::gelu, Op::gelu_tanh, Op::silu, Op::relu, Op::relu2, Op::tanh, Op::sigmoid, Op::softmax}) {
    EXPECT_EQ(infer(op, {value({kB, kT, 8})}), "(batch, time, 8)");
    EXPECT_EQ(infer(op, {ids()}), "takes an activation, not ids");
    EXPECT_EQ(infer(op, {number()}), "takes an activation, not a number");
  }
}

TEST(Shapes, LinearContractsTheLastDimension) {
  EXPECT_EQ(infer(Op::linear, {value({kB, kT, 8}), trained({3, 8})}), "(batch, time, 3)");
  EXPECT_EQ(infer(Op::linear, {value({kB, kT, 128}), trained({512, 64})}), "input is 128 wide, w takes 64");
  EXPECT_EQ(infer(Op::linear, {value({kB, kT, 8}), trained({8})}), "takes a matrix (out, in), w is (8)");
}

TEST(Shapes, LookupTakesIds) {
  EXPECT_EQ(infer(Op::lookup, {ids(), trained({16, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::lookup, {value({kB, kT, 8}), trained({16, 8})}), "takes ids, not an activation");
  EXPECT_EQ(infer(Op::lookup, {ids(), trained({16})}), "takes a table (rows, width), w is (16)");
  EXPECT_EQ(infer(Op::lookup, {ids(Content::kPositions), trained({16, 8})}, {}, 32),
            "w has 16 rows, the context is 32 long");
}

TEST(Shapes, PositionsComeFromTheInput) {
  EXPECT_EQ(infer(Op::positions, {ids()}), "(1, time)");
  EXPECT_EQ(infer(Op::positions, {value({kB, kT, 8})}), "takes the model's input");
}

TEST(Shapes, NormsTakeVectorsOfTheirWidth) {
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, kT, 8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::layer_norm, {value({kB, kT, 8}), trained({8}), trained({8})}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::layer_norm, {value({kB, kT, 8}), trained({8}), trained({7})}), "input is 8 wide, w is (7)");
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, kT, 8}), trained({1, 8})}), "input is 8 wide, w is (1, 8)");
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, 4, kT, 8}), trained({4, 1, 8})}), "(batch, 4, time, 8)");
  EXPECT_EQ(infer(Op::rms_norm, {value({kB, 4, kT, 8}), trained({3, 1, 8})}), "input is 8 wide, w is (3, 1, 8)");
}

TEST(Shapes, HeadsSplitAndMerge) {
  Settings settings;
  settings.heads = 4;
  EXPECT_EQ(infer(Op::split_heads, {value({kB, kT, 8})}, settings), "(batch, 4, time, 2)");
  EXPECT_EQ(infer(Op::merge_heads, {value({kB, 4, kT, 2})}), "(batch, time, 8)");
  settings.heads = 3;
  EXPECT_EQ(infer(Op::split_heads, {value({kB, kT, 8})}, settings), "input is 8 wide, which 3 heads don't divide");
  EXPECT_THAT(infer(Op::merge_heads, {value({kB, kT, 8})}), HasSubstr("input is (batch, time, 8)"));
}

TEST(Shapes, ChunksAreEqual) {
  Settings settings;
  settings.chunks = 3;
  settings.index = 2;
  EXPECT_EQ(infer(Op::chunk, {value({kB, kT, 12})}, settings), "(batch, time, 4)");
  EXPECT_EQ(infer(Op::chunk, {value({kB, kT, 8})}, settings), "input is 8 wide, which is not 3 equal chunks");
  settings.index = 3;
  EXPECT_EQ(infer(Op::chunk, {value({kB, kT, 12})}, settings), "takes an index below its 3 chunks, not 3");
}

TEST(Shapes, RoutesAreScoresOfExperts) {
  Settings settings;
  settings.top_k = 2;
  const auto scores = value({kB, kT, 4});
  EXPECT_EQ(infer(Op::route, {scores}, settings), "(batch, time, 4)");
  EXPECT_EQ(infer(Op::route, {scores, trained({4})}, settings), "(batch, time, 4)");
  EXPECT_EQ(infer(Op::route, {scores, trained({5})}, settings), "there are 4 experts, w is (5)");
  settings.top_k = 5;
  EXPECT_EQ(infer(Op::route, {scores}, settings), "top_k is 5, there are 4 experts");
}

TEST(Shapes, ExpertsTakeBanks) {
  const auto x = value({kB, kT, 8}), weights = value({kB, kT, 4});
  const auto up = trained({4, 16, 8}), down = trained({4, 8, 16});
  EXPECT_EQ(infer(Op::experts, {x, weights, up, up, down}), "(batch, time, 8)");
  EXPECT_EQ(infer(Op::experts, {x, weights, up, trained({16, 8}), down}),
            "takes matrices (experts, out, in), w is (16, 8)");
  EXPECT_THAT(infer(Op::experts, {x, value({kB, kT, 5}), up, up, down}), HasSubstr("(batch, time, 5), (4, 16, 8)"));
  EXPECT_THAT(infer(Op::experts, {x, weights, up, up, up}), HasSubstr("takes (..., width), (..., experts)"));
}

TEST(Shapes, RopeNeedsPairs) {
  EXPECT_EQ(infer(Op::rope, {value({kB, 4, kT, 6})}), "(batch, 4, time, 6)");
  EXPECT_EQ(infer(Op::rope, {value({kB, 4, kT, 5})}), "a head is 5 wide, rotation needs pairs");
}

TEST(Shapes, AttentionTakesGroupsOfHeads) {
  const auto q = value({kB, 4, kT, 6}), k = value({kB, 2, kT, 6});
  EXPECT_EQ(infer(Op::attention, {q, k, k, number()}), "(batch, 4, time, 6)");
  EXPECT_EQ(infer(Op::attention, {k, q, q, number()}), "4 key heads don't divide 2 query heads");
  EXPECT_THAT(infer(Op::attention, {q, k, q, number()}), HasSubstr("don't go together"));
  EXPECT_EQ(infer(Op::attention, {q, k, k, q}), "takes a number or a multiplier as its scale");
}

TEST(Shapes, PatchesCutImagesAndMeanTakesThemTogether) {
  Settings settings;
  settings.size = 2;
  settings.height = 4;
  settings.channels = 3;
  EXPECT_EQ(infer(Op::patches, {value({kB, 96})}, settings), "(batch, 8, 12)");
  EXPECT_EQ(infer(Op::patches, {value({kB, 97})}, settings),
            "97 numbers are no image of height 4 with 3 channels that patches of 2 x 2 cover");
  settings.size = 3;
  EXPECT_THAT(infer(Op::patches, {value({kB, 96})}, settings), HasSubstr("patches of 3 x 3"));
  for (const int bits : {21, 32, 62}) {  // products of these are 0 in 64 bits
    Settings huge;
    huge.height = huge.size = huge.channels = std::int64_t{1} << bits;
    EXPECT_THAT(infer(Op::patches, {value({kB, 96})}, huge), HasSubstr("96 numbers are no image of height ")) << bits;
    huge.height = huge.channels = 1;
    EXPECT_THAT(infer(Op::patches, {value({kB, 96})}, huge), HasSubstr("96 numbers are no image of height ")) << bits;
  }
  EXPECT_EQ(infer(Op::patches, {ids()}, settings), "takes (batch, height width channels), not ids");
  EXPECT_EQ(infer(Op::mean, {value({kB, 8, 12})}), "(batch, 12)");
  EXPECT_EQ(infer(Op::mean, {value({kB, 12})}), "takes (batch, time, width), input is (batch, 12)");
}

}  // namespace
}  // namespace cdp::runtime
