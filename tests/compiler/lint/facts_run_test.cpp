// How shares of a run are written; what is asked of a run is tested with the rules that ask it (tests/golden/lint).
#include "compiler/lint/facts_run.h"

#include <gtest/gtest.h>

namespace cdp::lint {
namespace {

TEST(FactsRun, SharesAreInRuns) {
  EXPECT_EQ(runs_text(2.0488), "2 runs");
  EXPECT_EQ(runs_text(0.0123), "0.012 runs");
  EXPECT_EQ(runs_text(33), "33 runs");
}

}  // namespace
}  // namespace cdp::lint
