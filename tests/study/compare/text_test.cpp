// A comparison as text: both ways, the held-out scale, and the verdict in the last line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/compare/compare.h"
#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(CompareText, SaysBothWaysAndTheVerdict) {
  test::Sweep sweep;
  sweep.seeds = 3;
  FitOptions options;
  options.at = ScalePoint{{"params", 1e9}, {"duration", 1e10}};
  auto report = compare_runs(test::runs_of({}, sweep, 1), options);
  ASSERT_TRUE(report);
  const std::string text = to_text(*report, Color::kNever);
  EXPECT_THAT(text, StartsWith("runs.csv: base.lr at duration 10B, params 1B, from 81 runs\n"));
  EXPECT_THAT(text, HasSubstr("\n  transfer     9  4.3e+15 FLOPs  0.00"));
  EXPECT_THAT(text, HasSubstr("\n  fit         81  1.9e+18 FLOPs  0.000"));
  EXPECT_THAT(text, HasSubstr("transfer keeps the optimum at batch 64, duration 40M, params 2M; with the cost of all"));
  EXPECT_THAT(text, HasSubstr("held out, batch 64, duration 640M, params 32M, with an optimum of 0.001"));
  EXPECT_THAT(text, HasSubstr("31.2 times beyond"));
  EXPECT_THAT(text, EndsWith("\nverdict: fit\n"));
  report->held_out.fit_off = std::numeric_limits<double>::quiet_NaN();
  report->verdict = CompareVerdict::kCannotTell;
  EXPECT_THAT(to_text(*report, Color::kNever), HasSubstr("  fit is off by not known\n"));
  EXPECT_THAT(to_text(*report, Color::kNever), EndsWith("\nverdict: cannot tell\n"));
}

}  // namespace
}  // namespace cdp::study
