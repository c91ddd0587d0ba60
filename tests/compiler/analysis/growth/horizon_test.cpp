// Batch and duration under AdamW.
#include <gmock/gmock.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

TEST(Horizon, TheRulesOfTable1KeepARunAsItIs) {
  const Compiled spec = gpt_under("complete_d_p", "complete_d_p()");
  EXPECT_THAT(faults(spec, "batch"), IsEmpty());
  EXPECT_THAT(faults(spec, "duration"), IsEmpty());
  EXPECT_THAT(faults(gpt_under("complete_d_p", "complete_d_p(betas = \"power\")"), "batch"), IsEmpty());
}

TEST(Horizon, NoRuleALinearRuleAndBetasTheWrongWayAreFound) {
  const Compiled none = gpt_under("mup", "mup()");
  EXPECT_THAT(faults(none, "batch"), Contains("noise moves lr embed.weight 0 -> 0.5"));
  EXPECT_THAT(faults(none, "duration"), Contains("memory moves beta2 embed.weight 0 -> -1"));
  const Compiled linear = gpt_with("complete_d_p", "complete_d_p()", "  @all { lr *= m_B^0.5 }");
  EXPECT_THAT(faults(linear, "batch"), Contains("noise moves lr embed.weight 1 -> 0.5"));
  const Compiled betas = gpt_with("complete_d_p", "complete_d_p()", "  @all { 1 - beta1 *= m_B^-2 }");
  EXPECT_THAT(faults(betas, "batch"), Contains("memory moves beta1 embed.weight -1 -> 1"));
}

TEST(Horizon, ARefitOfTheDurationIsNoFault) {
  const Compiled spec = gpt_under("complete_d_p", "complete_d_p(duration_exponent = 0.32)");
  EXPECT_THAT(faults(spec, "duration"), IsEmpty());
  EXPECT_FALSE(verdicts_along(spec.facts, along("duration")).violations.empty()) << "it is told";
  EXPECT_THAT(faults(gpt_under("complete_d_p", "complete_d_p(duration_exponent = 0.1)"), "duration"),
              Contains("noise moves lr embed.weight -0.1 -> -0.5"));
}

TEST(Horizon, OtherOptimizersAreNotJudged) {
  const Compiled sgd = gpt_under_sgd("mup_sgd()");
  EXPECT_THAT(faults(sgd, "batch"), IsEmpty());
}

}  // namespace
}  // namespace cdp::analysis
