// The first instance of each part, however its layers differ.
#include "compiler/lint/place.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::lint {
namespace {

TEST(Place, KnowsTheFirstInstanceOfEachPart) {
  const auto compiled = test::compile(test::kSpec + "tune blocks[i] { lr *= along(1, 2) }\n");
  ASSERT_TRUE(compiled->scaled);
  const Place place(*compiled->scaled, compiled->spec->reference);
  EXPECT_EQ(place.name(), "reference");
  ASSERT_EQ(place.first_tensors.size(), compiled->model->tensors.size());
  ASSERT_EQ(place.first_multipliers.size(), compiled->model->multipliers.size());
  for (std::size_t i = 0; i < place.first_tensors.size(); ++i) {
    ASSERT_NE(place.first_tensors[i], nullptr);
    EXPECT_EQ(place.first_tensors[i]->part, i);
    for (const std::int64_t index : place.first_tensors[i]->indices) EXPECT_EQ(index, 0);
  }
}

}  // namespace
}  // namespace cdp::lint
