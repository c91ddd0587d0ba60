// Transfer against fit on runs whose law is known: an optimum that moves, one that stays, and one that nobody can
// place.
#include "study/compare/compare.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

FitOptions at_target() {
  FitOptions options;
  options.at = ScalePoint{{"params", 1e9}, {"duration", 1e10}};
  return options;
}

test::Truth still() {
  test::Truth truth;
  truth.params = truth.duration = 0;
  return truth;
}

test::Sweep seeded() {
  test::Sweep sweep;
  sweep.octaves = {-1, 0, 1};
  sweep.seeds = 3;
  return sweep;
}

TEST(Compare, WhereTheOptimumMovesTheFitIsSupported) {
  const auto report = compare_runs(test::runs_of({}, seeded(), 1), at_target());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->verdict, CompareVerdict::kFit) << report->because;
  const double truth = std::log(test::true_lr({}, 1e9, 1e10, 64));
  EXPECT_NEAR(report->law.value.ln_value, truth, report->law.value.half);
  EXPECT_EQ(report->proxy.at("params"), 2e6);
  EXPECT_NEAR(report->transfer.value.ln_value, std::log(test::true_lr({}, 2e6, 40e6, 64)), report->transfer.value.half);
  EXPECT_EQ(report->held_out.scale.at("params"), 32e6);
  const double moved = std::abs(std::log2(test::true_lr({}, 2e6, 40e6, 64) / test::true_lr({}, 32e6, 640e6, 64)));
  EXPECT_NEAR(report->held_out.transfer_off, moved, 0.2);
  EXPECT_LT(report->held_out.fit_off, 0.3);
  EXPECT_NEAR(report->held_out.transfer_regret, 0.08 * std::pow(moved * std::log(2), 2), 0.05);
}

TEST(Compare, LossesAtTheTargetHoldTheTruth) {
  const test::Truth truth;
  const auto report = compare_runs(test::runs_of(truth, seeded(), 1), at_target());
  ASSERT_TRUE(report && report->law.loss && report->transfer.loss);
  const double best = test::true_loss(truth, 1e9, 1e10);
  EXPECT_LE(report->law.loss->low, best);
  EXPECT_GE(report->law.loss->high, best);
  const double off = std::log(test::true_lr(truth, 2e6, 40e6, 64) / test::true_lr(truth, 1e9, 1e10, 64));
  const double kept = best + truth.curvature * off * off;
  EXPECT_LE(report->transfer.loss->low, kept);
  EXPECT_GE(report->transfer.loss->high, kept);
}

TEST(Compare, TransferCostsWhatTheParabolaSays) {
  const auto report = compare_runs(test::runs_of({}, seeded(), 1), at_target());
  ASSERT_TRUE(report && report->law.loss && report->transfer.loss);
  const double off = report->transfer.value.ln_value - report->law.value.ln_value;
  EXPECT_NEAR(report->transfer.loss->loss - report->law.loss->loss, typical_curvature(report->fit.optima) * off * off,
              1e-12);
}

TEST(Compare, OptimaThatAreKnownToMoreThanHalfAnOctaveDoNotSupportTransfer) {
  test::Truth noisy = still();
  noisy.noise = 0.03;
  int wide = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto report = compare_runs(test::runs_of(noisy, seeded(), seed), at_target());
    if (!report || !std::isfinite(report->held_out.half) || report->held_out.half < 0.5 * std::log(2)) continue;
    ++wide;
    EXPECT_NE(report->verdict, CompareVerdict::kTransfer) << seed << ": " << report->because;
  }
  EXPECT_GE(wide, 2);
}

TEST(Compare, WhereItStaysTransferIsSupported) {
  const auto report = compare_runs(test::runs_of(still(), seeded(), 2), at_target());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->verdict, CompareVerdict::kTransfer) << report->because;
  EXPECT_LT(report->transfer.loss->loss - report->law.loss->loss, 0.02);
}

TEST(Compare, TheVerdictIsNeverTheOpposite) {
  int fit = 0;
  int transfer = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto moves = compare_runs(test::runs_of({}, seeded(), seed), at_target());
    const auto stays = compare_runs(test::runs_of(still(), seeded(), seed), at_target());
    ASSERT_TRUE(moves && stays);
    EXPECT_NE(moves->verdict, CompareVerdict::kTransfer) << seed << ": " << moves->because;
    fit += moves->verdict == CompareVerdict::kFit ? 1 : 0;
    transfer += stays->verdict == CompareVerdict::kTransfer ? 1 : 0;
  }
  EXPECT_GE(fit, 19);
  EXPECT_GE(transfer, 18) << "a 95% interval leaves out one optimum of twenty that stays";
}

TEST(Compare, NoiseThatHidesTheMoveCannotTell) {
  test::Truth noisy = still();
  noisy.noise = 0.05;
  int compared = 0;
  int untold = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto report = compare_runs(test::runs_of(noisy, seeded(), seed), at_target());
    if (!report) continue;  // at the smallest scale no valley is seen
    ++compared;
    untold += report->verdict == CompareVerdict::kCannotTell ? 1 : 0;
  }
  EXPECT_GE(compared, 10);
  EXPECT_GE(untold * 10, compared * 9);
}

TEST(Compare, AMoveThatCostsLessThanNoiseIsStaying) {
  test::Truth creeping = still();
  creeping.params = -0.01;  // a tenth of an octave over 16 times the size
  creeping.noise = 0.0005;
  const auto report = compare_runs(test::runs_of(creeping, seeded(), 2), at_target());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_NE(report->verdict, CompareVerdict::kFit) << report->because;
}

TEST(Compare, TheBudgetAtTheProxyNarrowsTransferAlone) {
  const auto report = compare_runs(test::runs_of({}, seeded(), 1), at_target());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->transfer.runs, 9U);
  EXPECT_EQ(report->law.runs, 81U);
  EXPECT_NEAR(report->transfer.cost, 9 * 6 * 2e6 * 40e6, 1);
  EXPECT_NEAR(report->same_budget_half,
              report->transfer.value.half * std::sqrt(report->transfer.cost / report->law.cost), 1e-12);
}

TEST(Compare, SaysWhatIsMissing) {
  test::Sweep one;
  one.params = {1e7};
  one.durations = {1e8};
  EXPECT_EQ(compare_runs(test::runs_of({}, one, 1), at_target()).error().text(),
            "runs.csv: there is no law to compare: all runs are at one scale");
  Group edge = test::runs_of({}, {}, 1);
  for (study::Run& run : edge.runs.runs)
    if (run.axes["params"] == 2e6 && run.axes["duration"] == 40e6) run.loss = 5 - run.values["base.lr"];
  EXPECT_EQ(compare_runs(edge, at_target()).error().text(),
            "runs.csv: the smallest scale, batch 64, duration 40M, params 2M, has no optimum between its values, so "
            "there is nothing to transfer");
}

}  // namespace
}  // namespace cdp::study
