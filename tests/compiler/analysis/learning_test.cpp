// What updates tensors, and what the rules say of a run.
#include "compiler/analysis/learning.h"

#include <gmock/gmock.h>

#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

Compiled under(const std::string& file, const std::string& call) {
  return Compiled(test::spec_with("use std." + file + "\nparameterization = " + call + "\n") +
                  "target big { width = 512; depth = 8 }\n");
}

TEST(Learning, MuonUpdatesHiddenMatricesAndAdamTheRest) {
  const Compiled spec = under("mup", "mup()");
  EXPECT_EQ(updater_of(spec.facts, spec.tensor("head.weight")).optimizer, plan::OptimizerKind::adamw);
  const Compiled muon = Compiled(test::spec_with("use std.muon\nparameterization = muon()\n") +
                                 "training { optimizer = muon }\ntarget big { width = 512 }\n");
  EXPECT_EQ(updater_of(muon.facts, muon.tensor("blocks.*.attn.q.weight")).optimizer, plan::OptimizerKind::muon);
  EXPECT_EQ(updater_of(muon.facts, muon.tensor("head.weight")).optimizer, plan::OptimizerKind::adamw);
}

TEST(Learning, ARuleSetMaySayNothingOfBatchAndDuration) {
  EXPECT_TRUE(horizon_is_unruled(under("mup", "mup()").facts));
  EXPECT_FALSE(horizon_is_unruled(under("complete_d_p", "complete_d_p()").facts));
}

}  // namespace
}  // namespace cdp::analysis
