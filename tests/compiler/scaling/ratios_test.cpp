// Ratios as rules read them, of the whole model and of its parts.
#include "compiler/scaling/ratios.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using test::compile;

const std::string kBig = "target big { width = 512; batch = 64 seq; duration = 80M tok }\n";  // x4, x2, x8

TEST(Ratios, AreOfTheWholeModel) {
  const auto compiled = compile(test::kSpec + kBig, "big");
  const Ratios ratios(*compiled->model, *compiled->reference, *compiled->target);
  EXPECT_EQ(ratios.of("width"), 4);
  EXPECT_EQ(ratios.of("batch"), 2);
  EXPECT_EQ(ratios.of("duration"), 8);
  EXPECT_EQ(ratios.of("experts"), 1) << "an axis that the spec lacks does not grow";
  EXPECT_GT(ratios.of("params"), 15);
  EXPECT_LT(ratios.of("params"), 16.5) << "norms grow by 4 only";
}

TEST(Ratios, AreOfATensorsSidesAndOfAMultipliers) {
  const auto compiled = compile(test::kSpec + kBig, "big");
  const Ratios ratios(*compiled->model, *compiled->reference, *compiled->target);
  EXPECT_EQ(ratios.of("in", compiled->tensor("embed.weight")), 1) << "the vocabulary stays";
  EXPECT_EQ(ratios.of("in", compiled->tensor("blocks.*.mlp.up.weight")), 4);
  EXPECT_EQ(ratios.of("out", compiled->tensor("blocks.*.mlp.up.weight")), 4);
  EXPECT_EQ(ratios.of("in", compiled->tensor("blocks.*.attn_norm.gain")), std::nullopt);
  EXPECT_EQ(ratios.of("out", compiled->tensor("blocks.*.attn_norm.gain")), 4) << "how many numbers it has";
  EXPECT_EQ(ratios.of("width", compiled->tensor("blocks.*.attn_norm.gain")), 4);
  EXPECT_EQ(ratios.of("out", compiled->multiplier("blocks.*.attn_mult")), std::nullopt);
  EXPECT_EQ(ratios.of("in", compiled->multiplier("blocks.*.attn_mult")), 4);
  EXPECT_EQ(ratios.of("depth", compiled->multiplier("blocks.*.attn_mult")), 1);
}

TEST(Ratios, AreOneWhereTheReferenceHasNothing) {
  EXPECT_EQ(quotient(0, 0), 1);
  EXPECT_EQ(quotient(8, 0), 1);
  EXPECT_EQ(quotient(0.1, 10), exact(0.01)) << "of the decimals that are written";
}

}  // namespace
}  // namespace cdp::scaling
