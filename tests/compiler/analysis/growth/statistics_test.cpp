// eps against the gradient, and weight decay.
#include <gmock/gmock.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Statistics, EpsFollowsTheGradient) {
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  embed { eps *= m_N }"), "width"),
              ElementsAre("eps dominates eps embed.weight 0 -> -1"));
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  embed { eps *= m_N^-0.5 }"), "width"),
              ElementsAre("eps is lost eps embed.weight -1.5 -> -1"));
}

TEST(Statistics, SharedGainsMayFollowEitherRegime) {
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  blocks.*.attn.q_norm { eps *= m_N^-0.5 }"), "width"), IsEmpty());
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  blocks.*.attn.q_norm { eps *= m_N^-1 }"), "width"),
              ElementsAre("eps is lost eps blocks.*.attn.q_norm.gain -1 -> 0"));
}

TEST(Statistics, TheLastNormsConstantEpsIsTheTablesAndNoFault) {
  const Compiled spec = gpt_under("complete_d_p", "complete_d_p()");
  const AxisVerdicts verdicts = verdicts_along(spec.facts, along("width"));
  ASSERT_EQ(verdicts.violations.size(), 1U);
  EXPECT_FALSE(verdicts.violations[0].is_fault());
  EXPECT_EQ(*verdicts.violations[0].tensor, spec.index_of("norm.gain"));
}

TEST(Statistics, DecayKeepsItsShare) {
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  @hidden { weight_decay *= m_in^-0.5 }"), "width"),
              Contains("decay moves weight_decay blocks.*.mlp.up.weight 0.5 -> 1"));
  const Compiled half = gpt_under("completep", "completep(alpha = 0.5)");
  for (const Violation& violation : verdicts_along(half.facts, along("depth")).violations)
    EXPECT_FALSE(violation.is_fault()) << "tables leave weight_decay where lr falls with depth";
}

}  // namespace
}  // namespace cdp::analysis
