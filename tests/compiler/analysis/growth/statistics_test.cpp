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

TEST(Statistics, TheNumberOfKeyHeadsAloneIsNoFault) {
  const Compiled spec(
      "axis kv\nuse std.gpt\nuse std.complete_d_p\n"
      "model = Gpt(width, depth, vocab = 256, context = context, kv_heads = kv, head_dim = 32)\n"
      "parameterization = complete_d_p()\n"
      "reference { width = 256; depth = 4; batch = 32 seq; duration = 10M tok; context = 256; kv = 2 }\n"
      "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
      "target big { kv = 8 }\n");
  EXPECT_THAT(faults(spec, "kv"), IsEmpty());
  EXPECT_EQ(tensor_growth(spec, "kv", "blocks.*.attn.k.weight").gradient_first.value, -0.5) << "it is told";
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
