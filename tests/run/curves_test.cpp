// Which series, levels and labels the curves have.
#include "run/curves.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/run/sample_run.h"

namespace cdp::run {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const TaskWords& kText = words_of(plan::TaskKind::next_token);

TEST(LossCurve, ShowsBothLossesAndBothEntropies) {
  const std::string curve = loss_curve(sample_log(), kText);
  EXPECT_THAT(curve, HasSubstr("line raw"));
  EXPECT_THAT(curve, HasSubstr("line train"));
  EXPECT_THAT(curve, HasSubstr("dots held-out"));
  EXPECT_THAT(curve, HasSubstr("unigrams 3.351"));
  EXPECT_THAT(curve, HasSubstr("bigrams 2.312"));
  EXPECT_THAT(curve, HasSubstr("step 610, 5M tokens"));
  EXPECT_THAT(curve, Not(HasSubstr("class=\"event\"")));
}

TEST(LossCurve, DoesWithoutEvalsAndCorpus) {
  Log log = sample_log(2);
  log.evals.clear();
  log.corpus.reset();
  const std::string curve = loss_curve(log, kText);
  EXPECT_THAT(curve, Not(HasSubstr("held-out 1")));
  EXPECT_THAT(curve, Not(HasSubstr("entropy")));
}

TEST(LossCurve, OfATableHasOneLevelAndCountsSamples) {
  Log log = sample_log(4);
  log.corpus.reset();
  log.table = TableLine{150, 120, 30, 4, 1.099, 0.4, 1};
  const std::string curve = loss_curve(log, words_of(plan::TaskKind::classify));
  EXPECT_THAT(curve, HasSubstr("frequencies 1.099"));
  EXPECT_THAT(curve, HasSubstr("Loss in nats a sample against steps"));
  EXPECT_THAT(curve, HasSubstr(" samples"));
  EXPECT_THAT(curve, Not(HasSubstr("tokens")));
  log.table->baseline_accuracy.reset();
  EXPECT_THAT(loss_curve(log, words_of(plan::TaskKind::regress)), HasSubstr("mean 1.099"));
}

TEST(LossCurve, MarksANanAndLabelsTheLastLossBeforeIt) {
  Log log = sample_log(20);
  log.train.back().loss = std::numeric_limits<double>::quiet_NaN();
  log.end = EndLine{20, EndReason::kNan, 3};
  const std::string curve = loss_curve(log, kText);
  EXPECT_THAT(curve, HasSubstr("loss became NaN at step 20"));
  EXPECT_THAT(curve, Not(HasSubstr("training NaN")));
}

TEST(LossCurve, MarksAStop) {
  Log log = sample_log(20);
  log.end = EndLine{20, EndReason::kStopped, 3};
  EXPECT_THAT(loss_curve(log, kText), HasSubstr("stopped at step 20"));
}

TEST(LrCurve, RunsFromZeroToThePeak) {
  const std::string curve = lr_curve(sample_log(), kText);
  EXPECT_THAT(curve, HasSubstr(">1.0</text>"));
  EXPECT_THAT(curve, HasSubstr("1 of the peak"));
}

TEST(GradientCurve, ShowsTheClipWhereThereIsOne) {
  plan::Plan plan = sample_plan();
  EXPECT_THAT(gradient_curve(sample_log(), plan), HasSubstr("clip 1<"));
  plan.training.grad_clip.reset();
  EXPECT_THAT(gradient_curve(sample_log(), plan), Not(HasSubstr("clip")));
}

}  // namespace
}  // namespace cdp::run
