// The page of a report: whole, and with nothing of the user's read as HTML.
#include <gmock/gmock.h>

#include "tests/study/transfer/report_support.h"

namespace cdp::study {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(TransferPage, HasVerdictCurvesAndNumbers) {
  const std::string page = to_html(some_report(slow_law()));
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, EndsWith("</html>\n"));
  EXPECT_THAT(page, HasSubstr("<dd class=\"slow\">slow</dd>"));
  EXPECT_THAT(page, HasSubstr("loss against base.lr, a curve for each width"));
  EXPECT_THAT(page, HasSubstr("best base.lr against width"));
  EXPECT_THAT(page, HasSubstr("regret at 1024"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("What would decide")));
}

TEST(TransferPage, NamesAreTextNotHtml) {
  TransferReport report = some_report({});
  report.groups[0].sweep.hyperparameter = "<i>.lr";
  report.groups[0].sweep.group = "a <u>";
  const std::string page = to_html(report);
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
  EXPECT_THAT(page, Not(HasSubstr("<u>")));
}

TEST(TransferPage, SaysWhatWouldDecide) {
  Law law;
  law.values = 2;
  EXPECT_THAT(to_html(some_report(law)), HasSubstr("What would decide"));
}

}  // namespace
}  // namespace cdp::study
