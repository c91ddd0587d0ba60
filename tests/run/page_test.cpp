// The page as a whole: it stands alone, and says what the run did.
#include "run/page.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/run/sample_run.h"

namespace cdp::run {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReportPage, NeedsNothingFromOutside) {
  const std::string page = report_page(sample_plan(), sample_log());
  for (const char* outside : {"http://", "https://", "<link", "<script", "<img", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
}

TEST(ReportPage, HasEveryPart) {
  const std::string page = report_page(sample_plan(), sample_log());
  for (const char* heading : {"Loss", "Learning rate", "Gradient norm", "Scale", "Run", "Plan", "Multipliers"}) {
    EXPECT_THAT(page, HasSubstr("<h2>" + std::string(heading) + "</h2>"));
  }
}

TEST(ReportPage, OfARunThatHasJustBegunHasNoEmptyCharts) {
  const std::string page = report_page(sample_plan(), Log{});
  EXPECT_THAT(page, HasSubstr("No step has been logged yet."));
  EXPECT_THAT(page, Not(HasSubstr("<svg")));
  EXPECT_THAT(page, HasSubstr("<h2>Plan</h2>"));
}

TEST(ReportPage, SaysThatTheLossBecameNan) {
  Log log = sample_log(20);
  log.train.back().loss = std::numeric_limits<double>::quiet_NaN();
  log.end = EndLine{20, EndReason::kNan, 1};
  EXPECT_THAT(report_page(sample_plan(), log), HasSubstr("The loss became NaN at step 20; the run stopped there."));
}

TEST(ReportPage, NamesAreEscaped) {
  plan::Plan plan = sample_plan();
  plan.target = plan.spec.path = "</title><script>";
  EXPECT_THAT(report_page(plan, sample_log(3)), Not(HasSubstr("<script>")));
}

TEST(ReportPage, EqualRunsGiveEqualBytes) {
  EXPECT_EQ(report_page(sample_plan(), sample_log()), report_page(sample_plan(), sample_log()));
}

}  // namespace
}  // namespace cdp::run
