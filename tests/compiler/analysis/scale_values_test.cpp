// The first instance of each part, however its layers differ.
#include "compiler/analysis/scale_values.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::analysis {
namespace {

TEST(ScaleValues, KnowsTheFirstInstanceOfEachPart) {
  const auto compiled = test::compile(test::kSpec + "tune blocks[i] { lr *= along(1, 2) }\n");
  ASSERT_TRUE(compiled->scaled);
  const ScaleValues scale(*compiled->scaled, compiled->spec->reference, *compiled->model);
  EXPECT_EQ(scale.name(), "reference");
  ASSERT_EQ(scale.tensors.size(), compiled->model->tensors.size());
  ASSERT_EQ(scale.multipliers.size(), compiled->model->multipliers.size());
  for (std::size_t i = 0; i < scale.tensors.size(); ++i) {
    EXPECT_EQ(&scale.tensors[i].tensor, &compiled->model->tensors[i]);
    EXPECT_EQ(scale.tensors[i].first.part, i);
    for (const std::int64_t index : scale.tensors[i].first.indices) EXPECT_EQ(index, 0);
  }
}

TEST(ScaleValues, CountTokensForEachParameterThatIsInNoEmbedding) {
  const auto gpt = test::compile(test::kSpec);
  ASSERT_TRUE(gpt->scaled);
  const ScaleValues scale(*gpt->scaled, gpt->spec->reference, *gpt->model);
  EXPECT_EQ(tokens_per_parameter(scale), 1e7 / gpt->scaled->parameters.non_embedding);
  const auto bare = test::compile(test::toy("  forward(ids) = head(embed(ids))\n"));
  ASSERT_TRUE(bare->scaled);
  const ScaleValues none(*bare->scaled, bare->spec->reference, *bare->model);
  EXPECT_EQ(tokens_per_parameter(none), std::nullopt);
}

}  // namespace
}  // namespace cdp::analysis
