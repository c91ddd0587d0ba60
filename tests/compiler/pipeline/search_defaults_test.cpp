// The space of a spec that declares none: every override of it compiles, and it names the model's own modules.
#include <gmock/gmock.h>

#include "compiler/pipeline/open.h"
#include "compiler/pipeline/search_space.h"
#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

const std::string kExamples = CDP_SOURCE_DIR "/examples/";

std::vector<std::string> targets_of(const SearchSpace& space) {
  std::vector<std::string> out;
  for (const SearchLine& line : space.lines) out.push_back(line.target);
  return out;
}

TEST(SearchDefaults, AreBaseThenKindsOfModules) {
  const auto analysis = analysed(spec_with());
  const auto space = search_space(*analysis);
  ASSERT_TRUE(space);
  EXPECT_FALSE(space->declared);
  EXPECT_THAT(targets_of(*space),
              ElementsAre("base.lr", "base.weight_decay", "1 - base.beta1", "1 - base.beta2", "base.eps", "embed.lr",
                          "blocks.*.attn.lr", "blocks.*.mlp.lr", "head.lr", "@norm.lr", "embed.init_std",
                          "blocks.*.attn.init_std", "blocks.*.mlp.init_std", "head.init_std", "blocks[i].lr",
                          "blocks.*.attn_mult.value", "blocks.*.mlp_mult.value"));
  EXPECT_EQ(space->dimensions.size(), 19U) << "three knots over depth";
  for (const SearchDimension& dimension : space->dimensions) {
    EXPECT_GT(dimension.low, 0) << dimension.name;
    EXPECT_LE(dimension.low, dimension.start) << dimension.name;
    EXPECT_LE(dimension.start, dimension.high) << dimension.name;
    EXPECT_LT(dimension.low, dimension.high) << dimension.name;
  }
}

TEST(SearchDefaults, LeaveOutWhatTheOptimizerHasNot) {
  std::string text = spec_with("training { optimizer = sgd }\n");
  const std::string beta2 = " beta2 = 0.95; eps = 1e-8;";
  text.erase(text.find(beta2), beta2.size());
  text.replace(text.find("complete_d_p(alpha = 1)"), 23, "sp()");
  text.replace(text.find("use std.complete_d_p"), 20, "use std.sp");
  const auto analysis = analysed(text);
  ASSERT_TRUE(ready(*analysis)) << ::testing::PrintToString(messages_of(*analysis));
  const auto targets = targets_of(*search_space(*analysis));
  EXPECT_THAT(targets, Contains("base.lr"));
  EXPECT_THAT(targets, Not(Contains("base.eps")));
  EXPECT_THAT(targets, Not(Contains("1 - base.beta2")));
}

/// All ends at once would take betas and the like out of range together with others; one after the other they compile.
TEST(SearchDefaults, CompileAtEveryEndInEveryExample) {
  for (const char* name : {"01_gpt", "02_gpt2", "03_llama", "04_moe", "05_parallel", "06_classifier", "07_regressor",
                           "08_vit", "09_u_mup", "10_lion", "11_sgd", "12_muon"}) {
    const std::string text = *default_files().read(kExamples + name + ".cdp");
    const auto analysis = analysed(text);
    const auto space = search_space(*analysis);
    ASSERT_TRUE(space) << name;
    std::vector<double> start;
    for (const auto& dimension : space->dimensions) start.push_back(dimension.start);
    EXPECT_TRUE(sets_at(*space, start).empty()) << name;
    for (std::size_t i = 0; i < start.size(); ++i)
      for (const double end : {space->dimensions[i].low, space->dimensions[i].high}) {
        std::vector<double> point = start;
        point[i] = end;
        ScaleAndConfig choice;
        choice.target = "reference";
        choice.sets = sets_at(*space, point);
        choice.config.isolated = true;
        ASSERT_EQ(choice.sets.size(), 1U);
        const OpenedSpec opened = open_spec({"gpt.cdp", text}, choice);
        EXPECT_TRUE(opened.scaled) << name << " " << choice.sets.front() << " "
                                   << ::testing::PrintToString(messages_of(*opened.analysis));
      }
  }
}

}  // namespace
}  // namespace cdp::pipeline
