// What each tensor's steps change in the output.
#include <gmock/gmock.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Updates, AWrongLearningRateIsFoundWhereItIs) {
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  blocks.*.mlp.up { lr *= m_in }"), "width"),
              Contains("exploding lr blocks.*.mlp.up.weight 0 -> -1"));
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  embed { lr *= m_N^-1 }"), "width"),
              Contains("lazy lr embed.weight -1 -> 0"));
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  @readout { lr *= m_in^-1 }"), "width"),
              Contains("lazy lr head.weight -1 -> 0"))
      << "scaled by its multiplier already";
}

TEST(Updates, AllLayersTogetherMustMoveTheOutputAsBefore) {
  EXPECT_THAT(faults(gpt_under("completep", "completep(alpha = 0.5)"), "depth"), IsEmpty());
  EXPECT_THAT(faults(gpt_with("completep", "completep()", "  @block { lr *= m_L^-0.5 }"), "depth"),
              Contains("lazy lr blocks.*.mlp.up.weight -0.5 -> 0"));
}

TEST(Updates, BehindANormInitialSizeAndLearningRateMustFit) {
  // q and k are normalised: any size will do for them if lr fits it.
  const Compiled fits = gpt_with(
      "mup", "mup()",
      "  blocks.*.attn.q { init_std *= m_in^0.25; lr *= m_in^0.25; weight_decay *= m_in^-0.25; eps *= m_N^-0.25 }");
  EXPECT_THAT(faults(fits, "width"), IsEmpty());
  const Compiled alone = gpt_with("mup", "mup()", "  blocks.*.attn.q { init_std *= m_in^0.25 }");
  EXPECT_THAT(faults(alone, "width"), ElementsAre("exploding init_std blocks.*.attn.q.weight -0.25 -> -0.5"));
}

TEST(Updates, ATiedTableCountsInBothItsUses) {
  EXPECT_THAT(faults(gpt_under("mup", "mup()", "tied = true"), "width"), IsEmpty());
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  @tied { lr *= m_N^-0.5 }", "tied = true"), "width"),
              Contains("lazy lr embed.weight -0.5 -> 0"));
}

TEST(Updates, WithoutAResidualStreamDepthIsUndecided) {
  const Compiled post = gpt_under("completep", "completep()", "order = \"post\"");
  const AxisVerdicts verdicts = verdicts_along(post.facts, along("depth"));
  EXPECT_FALSE(verdicts.undecided.empty());
  EXPECT_EQ(verdicts.undecided.front().reason, kFades);
}

TEST(Updates, MuonAndSgdAreHeldByTheirOwnSteps) {
  EXPECT_THAT(faults(gpt_under("muon", "muon()", "", "training { optimizer = muon }\n"), "width"), IsEmpty());
  EXPECT_THAT(faults(gpt_under_sgd("depth_mup_sgd()"), "depth"), IsEmpty());
}

}  // namespace
}  // namespace cdp::analysis
