// The space that a spec declares, and the overrides of its points.
#include "compiler/pipeline/search_space.h"

#include <gmock/gmock.h>

#include "compiler/pipeline/open.h"
#include "compiler/plan/json.h"
#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SearchSpace space_of(const std::string& entries, const std::string& more = "") {
  const auto analysis = analysed(spec_with(more + "search { " + entries + " }\n"));
  EXPECT_TRUE(ready(*analysis)) << ::testing::PrintToString(messages_of(*analysis));
  auto space = search_space(*analysis);
  EXPECT_TRUE(space);
  EXPECT_TRUE(space->declared);
  return *std::move(space);
}

std::vector<double> starts(const SearchSpace& space) {
  std::vector<double> out;
  for (const auto& dimension : space.dimensions) out.push_back(dimension.start);
  return out;
}

TEST(SearchSpace, HasADimensionForEachRange) {
  const SearchSpace space = space_of(
      "@hidden.lr *= 1/8..8; base.lr = 1e-4..1e-1; blocks[i].lr *= along(1/4..4, 1, 1/4..4); 1 - base.beta2 = "
      "0.01..0.5");
  std::vector<std::string> names;
  for (const auto& dimension : space.dimensions) names.push_back(dimension.name);
  EXPECT_THAT(names, ElementsAre("base.lr", "1 - base.beta2", "@hidden.lr", "blocks[i].lr knot 1 of 3",
                                 "blocks[i].lr knot 3 of 3"));
  EXPECT_THAT(starts(space), ElementsAre(0.004, 0.05, 1, 1, 1));
  EXPECT_TRUE(space.dimensions[0].global);
  EXPECT_FALSE(space.dimensions[2].global);
}

TEST(SearchSpace, StartsAtTheSpecsOwnValuesWhereAllAgree) {
  const SearchSpace one =
      space_of("embed.init_std = 0.1..10; @residual.value = 0.1..10", "tune embed { init_std = 2 }\n");
  EXPECT_THAT(starts(one), ElementsAre(2, 1));
  EXPECT_TRUE(one.dimensions[0].own);
  const SearchSpace several = space_of("@hidden.lr = 1e-4..1e-2", "tune blocks.*.mlp { lr *= 2 }\n");
  EXPECT_DOUBLE_EQ(several.dimensions[0].start, 1e-3) << "the middle";
  EXPECT_FALSE(several.dimensions[0].own);
}

TEST(SearchSpace, WarnsOfAStartThatLiesOutside) {
  const auto analysis = analysed(spec_with("search { base.lr = 1e-4..1e-3; @hidden.lr *= 2..4 }\n"));
  check_targets(*analysis);
  EXPECT_THAT(
      messages_of(*analysis),
      ElementsAre("the spec's own `base.lr` is 0.004, which is outside of 1e-4..0.001; a search starts at the "
                  "nearer end",
                  "the spec's own `@hidden.lr` is 1, which is outside of 2..4; a search starts at the nearer end"));
  EXPECT_THAT(starts(*search_space(*analysis)), ElementsAre(0.001, 2));
}

TEST(SetsAt, AreTheOverridesOfAPoint) {
  const SearchSpace space = space_of(
      "base.lr = 1e-4..1e-1; 1 - base.beta2 = 0.01..0.5; 1 - @hidden.beta1 *= 1/4..4; "
      "blocks[i].lr *= along(1/4..4, 1, 1/4..4); embed, head.lr *= 1/8..8");
  EXPECT_THAT(sets_at(space, std::vector{2e-3, 0.1, 0.5, 2.0, 0.5, 4.0}),
              ElementsAre("base.lr = 0.002", "1 - base.beta2 = 0.1", "1 - @hidden.beta1 *= 0.5",
                          "blocks[i].lr *= along(2, 1, 0.5)", "embed, head.lr *= 4"));
  EXPECT_THAT(sets_at(space, starts(space)), IsEmpty()) << "the spec itself";
}

TEST(SetsAt, CompileToThePlanThatTheySay) {
  const std::string text = spec_with("search { base.lr = 1e-4..1e-1; blocks.*.mlp.lr *= 1/8..8 }\n");
  const auto analysis = analysed(text);
  const auto space = search_space(*analysis);
  ScaleAndConfig choice;
  choice.sets = sets_at(*space, std::vector{2e-3, 4.0});
  choice.config.isolated = true;
  const OpenedSpec opened = open_spec({"gpt.cdp", text}, choice);
  ASSERT_TRUE(opened.scaled);
  const plan::Plan plan = emit(*opened.analysis, *opened.scaled, Reasons::kLeaveOut);
  for (const plan::Tensor& tensor : plan.tensors)
    EXPECT_EQ(tensor.lr, tensor.name.find(".mlp.") == std::string::npos ? 2e-3 : 8e-3) << tensor.name;
}

TEST(SearchSpace, IsNoneOfASpecWithErrorsAtItsReference) {
  const auto analysis = analysed(spec_with("tune embed { lr = -1 }\n"));
  ASSERT_TRUE(ready(*analysis));
  EXPECT_FALSE(search_space(*analysis));
}

}  // namespace
}  // namespace cdp::pipeline
