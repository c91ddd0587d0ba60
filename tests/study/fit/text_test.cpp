// A fit as text: what stands in it, and what it says where something is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/fit/report.h"
#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string shown(const FitReport& report) {
  return to_text(std::vector<FitReport>{report}, Color::kNever);
}

FitReport fitted(const Group& group, std::optional<ScalePoint> at = {}) {
  FitOptions options;
  options.at = std::move(at);
  return *fit_runs(group, options);
}

TEST(FitText, SaysTheLawsThePredictionAndTheRuns) {
  const std::string text = shown(fitted(test::runs_of({}, {}, 7), ScalePoint{{"params", 1e9}, {"duration", 1e10}}));
  EXPECT_THAT(text, StartsWith("runs.csv: 27 runs, base.lr at 9 scales\n"));
  EXPECT_THAT(text, HasSubstr("law: base.lr = 0.00"));
  EXPECT_THAT(text, HasSubstr(" (duration / 160M)^e_duration (params / 8M)^e_params\n  e_duration = -0.3"));
  EXPECT_THAT(text, HasSubstr("  batch: the batch stays at 64\n"));
  EXPECT_THAT(text, HasSubstr("left out one by one: predicted to 0.0"));
  EXPECT_THAT(text, HasSubstr("loss: L = 1."));
  EXPECT_THAT(text, HasSubstr("at duration 10B, params 1B: base.lr = 0.0002"));
  EXPECT_THAT(text, HasSubstr("31.2 times beyond the scales that were fitted\n"));
  EXPECT_THAT(text, HasSubstr("runs: 27 done; the grid of 3 sizes x 3 durations"));
  EXPECT_THAT(text, HasSubstr("% off the variance at the target"));
}

TEST(FitText, SaysWhatIsNotBracketed) {
  Group group = test::runs_of({}, {}, 1);
  for (study::Run& run : group.runs.runs)
    if (run.axes["params"] == 2e6 && run.axes["duration"] == 40e6) run.loss = 5 - run.values["base.lr"];
  const std::string text = shown(fitted(group));
  EXPECT_THAT(text, HasSubstr("not bracketed: the largest value is the best; add 0.0"));
  EXPECT_THAT(text, HasSubstr("brackets the optimum"));
}

TEST(FitText, SaysThatThereIsNoLaw) {
  test::Sweep one;
  one.params = {1e7};
  one.durations = {1e8};
  EXPECT_THAT(shown(fitted(test::runs_of({}, one, 1))), HasSubstr("\nlaw: none: all runs are at one scale\n"));
  test::Sweep two = one;
  two.durations = {1e8, 4e8};
  const std::string text = shown(fitted(test::runs_of({}, two, 1)));
  EXPECT_THAT(text, HasSubstr("no interval: as many unknowns as scales"));
  EXPECT_THAT(text, HasSubstr("loss: no law: a loss law along duration has 3 unknowns"));
}

TEST(FitText, SaysTheCriticalBatch) {
  FitReport report;
  report.runs = "steps.csv";
  report.run_count = 8;
  CriticalBatch batch;
  batch.loss = 3;
  batch.batches = 8;
  batch.least_steps = 2000;
  batch.least_samples = 512'000;
  batch.critical = 256;
  batch.low = 240;
  batch.high = 271;
  batch.deviation = 0.02;
  report.critical = {batch};
  EXPECT_EQ(shown(report),
            "steps.csv: 8 runs\n"
            "critical batch, to a loss of 3.0000: 256 (240 to 271)\n"
            "  S(B) = 2000 + 512000 / B from 8 batches, steps within 2.0%\n");
  report.critical[0].high = std::numeric_limits<double>::infinity();
  EXPECT_THAT(shown(report), HasSubstr("256, at least 240\n"));
}

TEST(FitText, NamesTheRulesAndWhatTheyBecome) {
  FitReport report = fitted(test::runs_of({}, {}, 7));
  report.rules = *parse_rules_call("complete_d_p", nullptr);
  report.refit = {{"duration_exponent", 0.5, 0.32, 0.04}};
  report.tuned = {"base.weight_decay"};
  const std::string text = shown(report);
  EXPECT_THAT(text, HasSubstr("  on top of complete_d_p(), under which the runs were made\n"));
  EXPECT_THAT(text, HasSubstr("  duration_exponent = 0.320 ± 0.040 instead of 0.5\n"));
  report.refit[0].half = std::numeric_limits<double>::infinity();
  EXPECT_THAT(shown(report), HasSubstr("  duration_exponent = 0.320 (no interval) instead of 0.5\n"));
  EXPECT_THAT(text, HasSubstr("base.weight_decay varies too: each scale has the best setting of the rest\n"));
}

TEST(FitText, GroupsStandOneAfterTheOther) {
  FitReport report = fitted(test::runs_of({}, {}, 7));
  report.group = "schedule wsd";
  const std::string text = to_text(std::vector<FitReport>{report, report}, Color::kNever);
  EXPECT_THAT(text, StartsWith("runs.csv, schedule wsd: 27 runs"));
  EXPECT_THAT(text, HasSubstr("\n\nruns.csv, schedule wsd: 27 runs"));
}

}  // namespace
}  // namespace cdp::study
