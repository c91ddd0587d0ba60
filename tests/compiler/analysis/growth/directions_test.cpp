// Along which axes a model grows, and which of them targets move.
#include "compiler/analysis/growth/directions.h"

#include <gmock/gmock.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names(const std::vector<Direction>& directions) {
  std::vector<std::string> all;
  for (const Direction& direction : directions) all.push_back(direction.name);
  return all;
}

TEST(Directions, AreWidthDepthAndTheAxesOfTheSpec) {
  const Compiled spec = gpt_under("mup", "mup()");
  EXPECT_THAT(names(model_directions(spec.facts)), ElementsAre("width", "depth"));
  EXPECT_THAT(names(horizon_directions()), ElementsAre("batch", "duration"));
  EXPECT_TRUE(is_horizon(along("batch")));
  EXPECT_FALSE(is_horizon(along("width")));
}

TEST(Directions, AxesThatARuleSetHoldsTogetherAreOne) {
  const Compiled spec = mixture();
  EXPECT_THAT(names(model_directions(spec.facts)), ElementsAre("width", "depth", "experts, top_k"));
  EXPECT_THAT(names(moved_directions(spec.facts, 1.25)), ElementsAre("experts, top_k"));
}

TEST(Directions, OnlyThoseThatMoveFarEnoughCount) {
  const Compiled spec(test::spec_with("use std.mup\nparameterization = mup()\n") +
                      "target big { width = 256; depth = 3; duration = 11M tok }\n");
  EXPECT_THAT(names(moved_directions(spec.facts, 1.25)), ElementsAre("width", "depth"));
  EXPECT_THAT(names(moved_directions(spec.facts, 1.0001)), ElementsAre("width", "depth", "duration"));
}

}  // namespace
}  // namespace cdp::analysis
