// Each end is one, and what it cost is counted.
#include "study/page/ends.h"

#include <gtest/gtest.h>

#include "study/workers/fleet.h"
#include "tests/study/importance/trials.h"

namespace cdp::study {
namespace {

TEST(EndOf, TellsKilledTrialsFromFailedOnes) {
  EXPECT_EQ(end_of({TrialState::kFinished}), End::kFinished);
  EXPECT_EQ(end_of({TrialState::kDiverged}), End::kDiverged);
  EXPECT_EQ(end_of({TrialState::kStopped}), End::kStopped);
  EXPECT_EQ(end_of({TrialState::kAsked}), End::kOpen);
  TrialResult failed{TrialState::kFailed};
  failed.message = "no memory";
  EXPECT_EQ(end_of(failed), End::kFailed);
  failed.message = std::string(kWorkerEnded) + " 2 times: by signal 9";
  EXPECT_EQ(end_of(failed), End::kKilled);
}

TEST(EndsOf, CountTrialsAndWhatTheyCost) {
  test::Trials trials;
  trials.add({}, {}, 3.0);
  trials.add({}, {"base.lr=1"}, {});
  trials.add({}, {"base.lr=2"}, {});
  const Ends ends = ends_of(trials.all);
  EXPECT_EQ(ends.of(End::kFinished).trials, 1U);
  EXPECT_EQ(ends.of(End::kDiverged).trials, 2U);
  EXPECT_EQ(ends.of(End::kDiverged).items, 12800);
  EXPECT_EQ(ends.of(End::kKilled).trials, 0U);
  EXPECT_EQ(ends.sum().trials, 3U);
  EXPECT_EQ(ends.sum().seconds, 4.5);
}

}  // namespace
}  // namespace cdp::study
