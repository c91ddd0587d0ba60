// The first instance of each part, however its layers differ.
#include "compiler/lint/scale_values.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::lint {
namespace {

TEST(ScaleValues, KnowsTheFirstInstanceOfEachPart) {
  const auto compiled = test::compile(test::kSpec + "tune blocks[i] { lr *= along(1, 2) }\n");
  ASSERT_TRUE(compiled->scaled);
  const ScaleValues scale(*compiled->scaled, compiled->spec->reference);
  EXPECT_EQ(scale.name(), "reference");
  ASSERT_EQ(scale.first_tensors.size(), compiled->model->tensors.size());
  ASSERT_EQ(scale.first_multipliers.size(), compiled->model->multipliers.size());
  for (std::size_t i = 0; i < scale.first_tensors.size(); ++i) {
    ASSERT_NE(scale.first_tensors[i], nullptr);
    EXPECT_EQ(scale.first_tensors[i]->part, i);
    for (const std::int64_t index : scale.first_tensors[i]->indices) EXPECT_EQ(index, 0);
  }
}

}  // namespace
}  // namespace cdp::lint
