// Sizes at initialisation: whose exponent is wrong, and what it must be.
#include <gmock/gmock.h>

#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(InitialSizes, AHiddenMatrixThatIsNotScaledExplodes) {
  const Compiled spec = gpt_with("mup", "mup()", "  blocks.*.mlp.up { init_std *= m_in^0.5 }");
  EXPECT_THAT(faults(spec, "width"), ElementsAre("exploding init_std blocks.*.mlp.up.weight 0 -> -0.5"));
  const Compiled small = gpt_with("mup", "mup()", "  blocks.*.mlp.up { init_std *= m_in^-0.5 }");
  EXPECT_THAT(faults(small, "width"), ElementsAre("vanishing init_std blocks.*.mlp.up.weight -1 -> -0.5"));
}

TEST(InitialSizes, WhatIsOffInValueAndStepsAlikeIsTheFactorBehind) {
  const Compiled spec = gpt_with("mup", "mup()", "  @logits { value *= m_in }");
  EXPECT_THAT(faults(spec, "width"), ElementsAre("exploding value head.mult 0 -> -1"));
}

TEST(InitialSizes, ResidualBranchesFallBetweenTheRandomAndTheCoherentSum) {
  const Compiled mup = gpt_under("mup", "mup()");
  EXPECT_THAT(faults(mup, "depth"), Contains("exploding value blocks.*.attn_mult 0 -> -1"))
      << "lr stays, so alpha is 1";
  const Compiled half = gpt_with("mup", "mup()", "  @block { lr *= m_L^-0.5; eps *= m_L^-0.5 }");
  EXPECT_THAT(faults(half, "depth"), Contains("exploding value blocks.*.mlp_mult 0 -> -0.5")) << "lr says alpha 1/2";
  const Compiled tiny = gpt_with("completep", "completep()", "  @residual { value *= m_L^-0.5 }");
  EXPECT_THAT(faults(tiny, "depth"), Contains("vanishing value blocks.*.mlp_mult -1.5 -> -1"));
}

TEST(InitialSizes, AttentionIsHeldByItsLogits) {
  const Compiled fixed = gpt_with("mup", "mup()", "  @attention { value *= m_N^-1 }");
  EXPECT_THAT(faults(fixed, "width"), Contains("vanishing value blocks.*.attn.scale -1 -> 0"));
  const Compiled grown = gpt_with("mup", "mup()", "  @attention { value *= m_in^0.5 }", "head_dim = width / 2");
  EXPECT_THAT(faults(grown, "width"), Contains("exploding value blocks.*.attn.scale -0.5 -> -1"));
}

TEST(InitialSizes, AMatrixOntoAFixedSizeMayHaveEitherStd) {
  EXPECT_THAT(faults(gpt_under("mup", "mup()", "kv_heads = 1"), "width"), IsEmpty());
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  blocks.*.attn.v { init_std *= m_in^-0.5 }", "kv_heads = 1"), "width"),
              IsEmpty());
  EXPECT_THAT(faults(gpt_with("mup", "mup()", "  blocks.*.attn.v { init_std *= m_in^-1 }", "kv_heads = 1"), "width"),
              Contains("vanishing init_std blocks.*.attn.v.weight -1.5 -> -1"));
}

TEST(InitialSizes, ATiedTableWithoutAFactorOnItsLogitsIsOneFault) {
  const Compiled spec(
      "use std.linear\nuse std.norm\nuse std.complete_d_p\n"
      "module Tied(width, vocab) {\n  embed: Embedding(vocab, width)\n  norm: RmsNorm(width)\n"
      "  forward(ids) = linear(norm(embed(ids)), embed.weight)\n}\n"
      "model = Tied(width, vocab = 256)\nparameterization = complete_d_p()\n"
      "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n"
      "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
      "target big { width = 512 }\n");
  EXPECT_THAT(faults(spec, "width"), ElementsAre("exploding value a number 0 -> -1"));
}

}  // namespace
}  // namespace cdp::analysis
