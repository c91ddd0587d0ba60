// The whole fit on tables: axes, policies, decay through tau, exponents of the rules that runs were made under.
#include "study/fit/fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "study/fit/report.h"
#include "study/fit/timescale.h"
#include "study/runs/csv.h"
#include "tests/study/fit/synthetic.h"
#include "tests/support/golden.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names(const ValueLaw& law) {
  std::vector<std::string> result;
  for (const LawAxis& axis : law.axes) result.push_back(axis.name);
  return result;
}

TEST(Fit, OfAGridHasTheLawsAndAPrediction) {
  FitOptions options;
  options.at = ScalePoint{{"params", 1e9}, {"duration", 1e10}};
  const auto report = fit_runs(test::runs_of({}, {}, 7), options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->hyperparameter, "base.lr");
  ASSERT_TRUE(report->law);
  EXPECT_THAT(names(*report->law), ElementsAre("duration", "params"));
  EXPECT_NEAR(report->law->exponent(0), -0.3509, 0.05);
  ASSERT_TRUE(report->loss_law);
  EXPECT_EQ(report->policy.rule, BatchRule::kFixed);
  EXPECT_EQ(report->tags.at("schedule"), "wsd");
  ASSERT_TRUE(report->prediction);
  EXPECT_NEAR(report->prediction->value.ln_value, std::log(test::true_lr({}, 1e9, 1e10, 64)), 0.2);
  ASSERT_TRUE(report->prediction->loss);
  EXPECT_NEAR(report->prediction->beyond, 1e9 / 32e6, 1e-9);
  EXPECT_EQ(report->counts.needed(), 27U);
  EXPECT_FALSE(report->narrowing.empty());
}

TEST(Fit, MixedBatchPoliciesAreRefusedUnlessTheBatchIsAnAxis) {
  Group group = test::runs_of({}, {}, 1);
  test::Sweep follows;
  follows.batch_power = 0.55;
  for (const study::Run& run : test::runs_of({}, follows, 2).runs.runs) group.runs.runs.push_back(run);
  const auto mixed = fit_runs(group, {});
  ASSERT_FALSE(mixed);
  EXPECT_THAT(mixed.error().text(), HasSubstr("runs.csv: the batch neither stays nor follows the duration"));
  FitOptions free;
  free.axes = {"params", "duration", "batch"};
  const auto report = fit_runs(group, free);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->policy.rule, BatchRule::kFree);
  EXPECT_FALSE(report->loss_law);
  EXPECT_THAT(report->no_loss_law, HasSubstr("the batch varies by itself"));
}

TEST(Fit, WeightDecayIsFittedThroughTau) {
  // tau* = 0.2 (D / N / 20)^-0.52 (arXiv:2505.13738), the loss a parabola about it.
  Group group;
  group.runs.name = "decay.csv";
  for (const double params : {1e7, 4e7})
    for (const double ratio : {10.0, 40.0, 160.0})
      for (const double factor : {0.5, 1.0, 2.0}) {
        study::Run run;
        run.axes = {{"params", params}, {"duration", params * ratio}, {"batch", 1e5}};
        const double best = 0.2 * std::pow(ratio / 20, -0.52);
        const double tau = best * factor * 1.2;
        run.values = {{"base.lr", 2e-3}, {"base.weight_decay", 1e5 / (2e-3 * tau * params * ratio)}};
        run.loss = 3 + 0.02 * std::pow(std::log(tau / best), 2);
        group.runs.runs.push_back(run);
      }
  FitOptions options;
  options.hyperparameter = kTau;
  options.axes = {kTokensPerParam};
  options.at = ScalePoint{{"params", 1e9}, {"duration", 2e10}};
  const auto report = fit_runs(group, options);
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_TRUE(report->law);
  EXPECT_NEAR(report->law->exponent(0), -0.52, 1e-6);
  EXPECT_NEAR(report->prediction->value.value(), 0.2, 1e-6) << "D / N is worked out of --at";
}

/// Runs under rules with lr ~ m_B^used_batch m_D^-used_duration, whose lr ought to go as B^batch D^duration.
Group under_rules(double duration, double batch) {
  test::Truth truth;
  truth.params = 0;
  truth.duration = duration;
  truth.batch = batch;
  test::Sweep sweep;
  sweep.params = {1e7};
  sweep.durations = {1e8, 4e8, 16e8};
  sweep.batches = {32, 128};
  Group group = test::runs_of(truth, sweep, 3);
  for (study::Run& run : group.runs.runs)  // what base.lr has to be for the rules to give that lr
    run.values["base.lr"] *= std::pow(run.axes["duration"] / 1e8, 0.5) * std::pow(run.axes["batch"] / 64, -0.5);
  return group;
}

/// Four digits of values and losses, as a table of people has them.
Runs rounded(Runs runs) {
  const auto digits = [](double value) { return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr); };
  for (study::Run& run : runs.runs) {
    run.values["base.lr"] = digits(run.values["base.lr"]);
    run.loss = std::round(*run.loss * 1e4) / 1e4;
    for (auto& [axis, value] : run.axes) value = digits(value);
  }
  return runs;
}

/// The tables that docs/fit.md shows are these.
TEST(Fit, TheTablesOfTheDocumentAreMadeFromKnownLaws) {
  const std::filesystem::path folder = CDP_SOURCE_DIR "/tests/golden/fit";
  test::Sweep sweep;
  sweep.octaves = {-1, 0, 1, 2};
  EXPECT_TRUE(cdp::test::matches_golden(folder / "grid.csv", to_csv(rounded(test::runs_of({}, sweep, 1).runs))));
  Group horizon = under_rules(-0.32, 0.4);
  for (study::Run& run : horizon.runs.runs) run.tags["rules"] = "complete_d_p()";
  EXPECT_TRUE(cdp::test::matches_golden(folder / "horizon.csv", to_csv(rounded(horizon.runs))));
  Random random(1);
  Runs steps;
  for (const double batch : {16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0}) {
    study::Run run;
    run.axes = {{"batch", batch}, {kSteps, std::round(2000 * (1 + 200 / batch) * (1 + 0.02 * random.normal()))}};
    run.loss = 3.2;
    steps.runs.push_back(run);
  }
  EXPECT_TRUE(cdp::test::matches_golden(folder / "steps.csv", to_csv(steps)));
}

TEST(Fit, TheExponentsOfTheRulesAreRefitted) {
  FitOptions options;
  options.axes = {"duration", "batch"};
  options.rules = *parse_rules_call("complete_d_p()", nullptr);
  const auto report = fit_runs(under_rules(-0.32, 0.4), options);
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_EQ(report->refit.size(), 2U);
  EXPECT_EQ(report->refit[0].parameter, "duration_exponent");
  EXPECT_EQ(report->refit[0].used, 0.5);
  EXPECT_NEAR(report->refit[0].value, 0.32, report->refit[0].half);
  EXPECT_LT(report->refit[0].half, 0.1);
  EXPECT_EQ(report->refit[1].parameter, "batch_exponent");
  EXPECT_NEAR(report->refit[1].value, 0.4, report->refit[1].half);
  options.rules.reset();
  EXPECT_TRUE(fit_runs(under_rules(-0.32, 0.4), options)->refit.empty()) << "no rules were named";
}

TEST(Fit, AnAxisThatVariesOutsideOfTheLawIsTold) {
  FitOptions options;
  options.axes = {"params"};
  const auto report = fit_runs(test::runs_of({}, {}, 7), options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->left_axes, ElementsAre("duration"));
  EXPECT_THAT(to_text(std::vector<FitReport>{*report}, Color::kNever),
              HasSubstr("  not in the law although it varies: duration\n"));
  EXPECT_TRUE(fit_runs(test::runs_of({}, {}, 7), {})->left_axes.empty());
}

TEST(Fit, OneScaleHasAnOptimumAndNoLaw) {
  test::Sweep one;
  one.params = {1e7};
  one.durations = {1e8};
  const auto report = fit_runs(test::runs_of({}, one, 1), {});
  ASSERT_TRUE(report);
  EXPECT_FALSE(found_law(*report));
  EXPECT_EQ(report->no_law, "all runs are at one scale");
  ASSERT_EQ(report->optima.size(), 1U);
  EXPECT_TRUE(report->optima[0].inside());
}

TEST(Fit, TooFewOptimaAreAResultAndNotAFault) {
  Group group = test::runs_of({}, {}, 1);
  for (study::Run& run : group.runs.runs) run.loss = 5 - run.values["base.lr"];
  const auto report = fit_runs(group, {});
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->law);
  EXPECT_THAT(report->no_law, HasSubstr("0 of 9 have one"));
  EXPECT_EQ(report->bracketing.size(), 3U);
}

TEST(Fit, SaysWhatTheTableOrTheTargetLacks) {
  FitOptions options;
  options.axes = {"parms"};
  EXPECT_EQ(fit_runs(test::runs_of({}, {}, 1), options).error().text(),
            "--axis: the table has no axis `parms`; did you mean `params`?");
  options.axes = {};
  options.at = ScalePoint{{"params", 1e9}};
  EXPECT_EQ(fit_runs(test::runs_of({}, {}, 1), options).error().text(),
            "--at: the law has the axis `duration`: say its value, as in `duration=640000000`");
}

TEST(Fit, StepsMakeATableOfTheCriticalBatch) {
  Group group;
  group.runs.name = "steps.csv";
  for (const double batch : {32.0, 128.0, 512.0}) {
    study::Run run;
    run.axes = {{"batch", batch}, {"steps", 1000 + 64'000 / batch}};
    run.loss = 3;
    group.runs.runs.push_back(run);
  }
  const auto report = fit_runs(group, {});
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_EQ(report->critical.size(), 1U);
  EXPECT_NEAR(report->critical[0].critical, 64, 1e-6);
  EXPECT_TRUE(found_law(*report));
}

TEST(Fit, AxesOfALawAreThoseThatVary) {
  const auto at = [](ScalePoint scale) {
    FitCell cell;
    cell.scale = std::move(scale);
    return cell;
  };
  EXPECT_THAT(
      law_axes({at({{"width", 64}, {"depth", 2}, {"params", 1}}), at({{"width", 128}, {"depth", 4}, {"params", 2}})}),
      ElementsAre("params"));
  EXPECT_THAT(law_axes({at({{"batch", 64}, {"duration", 1}}), at({{"batch", 128}, {"duration", 2}})}),
              ElementsAre("duration"));
  EXPECT_THAT(law_axes({at({{"batch", 64}, {"width", 1}}), at({{"batch", 128}, {"width", 1}})}), ElementsAre("batch"));
}

}  // namespace
}  // namespace cdp::study
