// Which series, levels and labels the curves have.
#include "runtime/report/curves.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/runtime/report/sample_run.h"

namespace cdp::runtime {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(LossCurve, ShowsBothLossesAndBothEntropies) {
  const std::string curve = loss_curve(sample_log());
  EXPECT_THAT(curve, HasSubstr("line raw"));
  EXPECT_THAT(curve, HasSubstr("line train"));
  EXPECT_THAT(curve, HasSubstr("dots held-out"));
  EXPECT_THAT(curve, HasSubstr("unigrams 3.351"));
  EXPECT_THAT(curve, HasSubstr("bigrams 2.312"));
  EXPECT_THAT(curve, HasSubstr("step 610, 5M tokens"));
  EXPECT_THAT(curve, Not(HasSubstr("class=\"event\"")));
}

TEST(LossCurve, DoesWithoutEvalsAndCorpus) {
  RunLog log = sample_log(2);
  log.evals.clear();
  log.corpus.reset();
  const std::string curve = loss_curve(log);
  EXPECT_THAT(curve, Not(HasSubstr("held-out 1")));
  EXPECT_THAT(curve, Not(HasSubstr("entropy")));
}

TEST(LossCurve, MarksANanAndLabelsTheLastLossBeforeIt) {
  RunLog log = sample_log(20);
  log.train.back().loss = std::numeric_limits<double>::quiet_NaN();
  log.end = RunEnd{20, "nan", 3};
  const std::string curve = loss_curve(log);
  EXPECT_THAT(curve, HasSubstr("loss became NaN at step 20"));
  EXPECT_THAT(curve, Not(HasSubstr("training NaN")));
}

TEST(LossCurve, MarksAStop) {
  RunLog log = sample_log(20);
  log.end = RunEnd{20, "stopped", 3};
  EXPECT_THAT(loss_curve(log), HasSubstr("stopped at step 20"));
}

TEST(LrCurve, RunsFromZeroToThePeak) {
  const std::string curve = lr_curve(sample_log());
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
}  // namespace cdp::runtime
