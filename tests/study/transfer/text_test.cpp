// The text of a report; whole ones are shown, and run, in docs/transfer.md.
#include <gmock/gmock.h>

#include "tests/study/transfer/report_support.h"

namespace cdp::study {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TransferText, HasARowAScaleAndTheVerdictLast) {
  const std::string text = to_text(some_report(slow_law()));
  EXPECT_THAT(text, HasSubstr("a <b>.csv: transfer of base.lr along width; intervals of 95%\n"));
  EXPECT_THAT(text, HasSubstr("width  values  best base.lr"));
  EXPECT_THAT(text, HasSubstr("regret at 1024  of the gap  of the compute"));
  EXPECT_THAT(text, HasSubstr("\n    512       9 "));
  EXPECT_THAT(text, HasSubstr("\n  drift "));
  EXPECT_THAT(text, HasSubstr("compute taken as width^2"));
  EXPECT_THAT(text, HasSubstr("\n  because "));
  EXPECT_THAT(text, Not(HasSubstr("would decide")));
  EXPECT_THAT(text, EndsWith("\nverdict: slow\n"));
}

TEST(TransferText, RemarksStandBesideTheirScale) {
  Law law;
  law.optimum = -4;
  const std::string text = to_text(some_report(law));
  EXPECT_THAT(text, HasSubstr("  optimum at the largest value\n"));
  EXPECT_THAT(text, HasSubstr("would decide"));
  EXPECT_THAT(text, EndsWith("\nverdict: cannot tell\n"));
}

TEST(TransferText, GroupsHaveTheirOwnVerdictsAndTheWorstIsLast) {
  TransferReport report = {"r.csv", {some_transfer({}), some_transfer(slow_law())}};
  report.groups[0].sweep.group = "schedule wsd";
  report.groups[1].sweep.group = "schedule linear";
  const std::string text = to_text(report);
  EXPECT_THAT(text, HasSubstr("\n  schedule wsd: fast\n"));
  EXPECT_THAT(text, HasSubstr("\n  schedule linear: slow\n"));
  EXPECT_THAT(text, EndsWith("\nverdict: slow\n"));
  EXPECT_EQ(verdict_of(report), TransferWord::kSlow);
}

TEST(TransferText, NothingIsSaidOfWhatIsNotThere) {
  Law law;
  law.values = 2;
  const std::string text = to_text(some_report(law));
  EXPECT_THAT(text, HasSubstr("no optimum"));
  EXPECT_THAT(text, Not(HasSubstr("drift")));
  EXPECT_THAT(text, Not(HasSubstr("regret at")));
}

TEST(Remark, NamesWhatIsWrongWithACurve) {
  Curve curve = some_transfer({}).curves.front();
  EXPECT_EQ(remark(curve), "");
  curve.splines_differ = true;
  EXPECT_EQ(remark(curve), "the spline's optimum is 0.007812");
  curve.edge = Edge::kUnstable;
  EXPECT_EQ(remark(curve), "optimum beside values that diverge");
  curve.two_minima = true;
  EXPECT_EQ(remark(curve), "two minima");
}

}  // namespace
}  // namespace cdp::study
