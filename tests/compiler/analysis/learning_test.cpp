// How rules are seen to carry a matrix, its lr and the multipliers around it taken together.
#include "compiler/analysis/learning.h"

#include <gmock/gmock.h>

#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

Compiled under(const std::string& file, const std::string& call, const std::string& arguments = "") {
  return Compiled(test::spec_with("use std." + file + "\nparameterization = " + call + "\n", arguments) +
                  "target big { width = 512; depth = 8 }\n");
}

TEST(Learning, BothFormsOfMupLetTheLogitsLearnAtOneRate) {
  for (const std::string call : {"mup()", "mup_table_3()"}) {
    const Compiled spec = under("mup", call);
    EXPECT_EQ(learning_growth(spec.facts, spec.index_of("head.weight"), "width"), -1) << call;
    EXPECT_TRUE(learning_follows_shape(spec.facts, spec.index_of("head.weight"))) << call;
  }
}

TEST(Learning, HiddenMatricesAreCountedWhereRulesFollowThem) {
  const Compiled mup = under("mup", "mup()");
  const Hidden& all = mup.facts.hidden;
  EXPECT_EQ(all.names.size(), 7U);
  EXPECT_EQ(all.scaled, 7U);
  const Compiled sp = under("sp", "sp_fan_in()");
  EXPECT_EQ(sp.facts.hidden.scaled, 0U);
}

TEST(Learning, KeysOfOneHeadAreNoReadout) {
  const Compiled spec = under("mup", "mup()", "kv_heads = 1");
  EXPECT_TRUE(is_readout(spec.tensor("head.weight")));
  EXPECT_FALSE(is_readout(spec.tensor("blocks.*.attn.k.weight")));
  EXPECT_FALSE(is_readout(under("mup", "mup()", "tied = true").tensor("embed.weight")));
}

TEST(Learning, StepsAreAsLargeAsLrUnderSomeOptimizers) {
  const Compiled spec = under("mup", "mup()");
  EXPECT_TRUE(steps_by_lr(spec.facts, spec.tensor("blocks.*.attn.q.weight")));
  const Compiled muon = Compiled(test::spec_with("use std.muon\nparameterization = muon()\n") +
                                 "training { optimizer = muon }\ntarget big { width = 512 }\n");
  EXPECT_FALSE(steps_by_lr(muon.facts, muon.tensor("blocks.*.attn.q.weight")));
  EXPECT_TRUE(steps_by_lr(muon.facts, muon.tensor("head.weight")));
}

}  // namespace
}  // namespace cdp::analysis
