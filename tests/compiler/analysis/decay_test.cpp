// Which gains and biases decay, and how long decay remembers.
#include "compiler/analysis/decay.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Decay, WhatATuneSetsIsInNeitherList) {
  const Compiled compiled(CDP_SPEC
                          "tune norm { weight_decay = 0 }\ntune blocks.*.attn.q_norm { weight_decay = 0.01 }\n"
                          "target big { width = 1024 }\n");
  const Decayed norms = decayed(compiled.facts, "norm");
  EXPECT_EQ(norms.value, 0.1);
  EXPECT_THAT(norms.by_base,
              ElementsAre("blocks.*.attn_norm.gain", "blocks.*.attn.k_norm.gain", "blocks.*.mlp_norm.gain"));
  ASSERT_EQ(norms.exempt.size(), 1);
  EXPECT_EQ(norms.exempt[0].name, "norm.gain");
  EXPECT_THAT(decayed(compiled.facts, "bias").by_base, IsEmpty());
}

TEST(Decay, RemembersAShareOfTheRun) {
  const Compiled compiled(CDP_SPEC "target big { width = 1024 }\n");
  const scaling::Instance& first = compiled.facts.reference().tensors.front().first;
  EXPECT_TRUE(decay_is_coupled(compiled.facts));
  EXPECT_DOUBLE_EQ(decay_step(compiled.facts, first), 4e-3 * 0.1);
  const auto steps = static_cast<double>(compiled.facts.reference().scaled.target.steps());
  EXPECT_DOUBLE_EQ(*time_scale(compiled.facts, compiled.facts.reference(), first), 1 / (4e-4 * steps));
}

}  // namespace
}  // namespace cdp::analysis
