// A worker's last line becomes a result with its reason.
#include "study/conduct/results.h"

#include <gtest/gtest.h>

namespace cdp::study {
namespace {

TEST(ResultOf, KeepsWhatTheWorkerSaid) {
  run::EndReply reply;
  reply.trial = 4;
  reply.step = 100;
  reply.items = 6400;
  reply.loss = 3.5;
  reply.train_loss = 3.25;
  reply.seconds = 2;
  const TrialResult result = result_of(reply, {{1, 3.5}});
  EXPECT_EQ(result.state, TrialState::kFinished);
  EXPECT_EQ(result.loss, 3.5);
  EXPECT_EQ(result.train_loss, 3.25);
  EXPECT_EQ(result.steps, 100);
  EXPECT_EQ(result.items, 6400);
  EXPECT_EQ(result.curve.size(), 1U);
}

TEST(ResultOf, EachReasonIsAState) {
  run::EndReply reply;  // without a loss
  EXPECT_EQ(result_of(reply, {}).state, TrialState::kDiverged);
  reply.reason = run::TrialEnd::diverged;
  reply.message = "the loss became NaN";
  EXPECT_EQ(result_of(reply, {}).state, TrialState::kDiverged);
  EXPECT_EQ(result_of(reply, {}).message, "the loss became NaN");
  EXPECT_FALSE(result_of(reply, {}).loss);
  reply.reason = run::TrialEnd::stopped;
  EXPECT_EQ(result_of(reply, {}).state, TrialState::kStopped);
  reply.reason = run::TrialEnd::failed;
  EXPECT_EQ(result_of(reply, {}).state, TrialState::kFailed);
}

TEST(InfoBy, IsWhatTheWorkerSays) {
  StudyInfo kept;
  kept.kind = "sweep";
  kept.data = "5 tokens";
  const StudyInfo found = info_by(kept, {"0.1.0", "1.13", "cpu", 1, "6 tokens"});
  EXPECT_EQ(found.kind, "sweep");
  EXPECT_EQ(found.data, "6 tokens");
  EXPECT_EQ(found.compiler, "0.1.0");
  EXPECT_EQ(found.torch, "1.13");
  EXPECT_EQ(found.device, "cpu");
}

}  // namespace
}  // namespace cdp::study
