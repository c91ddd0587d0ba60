// Laws of optima: exponents, intervals, errors of scales left out, and axes that cannot be told apart.
#include "study/fit/value_law.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

CellOptimum optimum_at(ScalePoint scale, double value, double spread = 1) {
  CellOptimum optimum;
  optimum.placement = Placement::kInside;
  optimum.cell.scale = std::move(scale);
  optimum.ln_value = std::log(value);
  optimum.value_spread = spread;
  return optimum;
}

std::vector<CellOptimum> power(double exponent) {
  std::vector<CellOptimum> optima;
  for (const double duration : {1e7, 1e8, 1e9, 1e10})
    optima.push_back(optimum_at({{"duration", duration}}, 2e-3 * std::pow(duration / 1e8, exponent)));
  return optima;
}

TEST(ValueLaw, OfAPowerIsThePower) {
  const auto law = fit_value_law(power(-0.32), {"duration"});
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->exponent(0), -0.32, 1e-12);
  EXPECT_NEAR(law->half_width(0), 0, 1e-9);
  EXPECT_NEAR(law->left_out_most, 0, 1e-9);
  EXPECT_EQ(law->left_out_count, 4U);
  EXPECT_EQ(law->axes[0].low, 1e7);
  EXPECT_EQ(law->axes[0].high, 1e10);
  EXPECT_NEAR(predict(*law, {{"duration", 1e12}}).value(), 2e-3 * std::pow(1e4, -0.32), 1e-12);
  EXPECT_NEAR(beyond(*law, {{"duration", 1e12}}), 100, 1e-9);
  EXPECT_EQ(beyond(*law, {{"duration", 1e8}}), 1);
}

TEST(ValueLaw, LeavingOutAnOutlierSaysHowFarItIs) {
  std::vector<CellOptimum> optima = power(-0.32);
  optima.back().ln_value += std::log(2.0);
  const auto law = fit_value_law(optima, {"duration"});
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->left_out_most, 1, 1e-9) << "the other three predict it an octave lower";
  EXPECT_GT(law->left_out_rms, 0.3);
}

TEST(ValueLaw, ACellThatIsPoorlyKnownWeighsLess) {
  std::vector<CellOptimum> optima = power(-0.32);
  optima.back().ln_value += 1;
  const double even = fit_value_law(optima, {"duration"})->exponent(0);
  optima.back().value_spread = 1000;
  const double weighted = fit_value_law(optima, {"duration"})->exponent(0);
  EXPECT_LT(std::abs(weighted + 0.32), std::abs(even + 0.32) / 20);
}

TEST(ValueLaw, AxesThatGrowTogetherAreNamedWithTheRunThatParts) {
  std::vector<CellOptimum> optima;
  for (const double width : {64.0, 128.0, 256.0, 512.0})
    optima.push_back(optimum_at(
        {{"width", width}, {"depth", width / 16}, {"duration", 1e8 * width * (width == 128 ? 3 : 1)}}, 1e-3));
  EXPECT_EQ(fit_value_law(optima, {"depth", "width"}).error().message,
            "`depth` and `width` grow together in these runs, so their exponents cannot be told apart; leave one out "
            "with --axis, or add runs with depth 32 and width 64");
  EXPECT_TRUE(fit_value_law(optima, {"duration", "width"}));
}

TEST(ValueLaw, SaysWhatIsMissing) {
  const std::vector<CellOptimum> two = {optimum_at({{"duration", 1e7}, {"width", 64}}, 1e-3),
                                        optimum_at({{"duration", 1e8}, {"width", 64}}, 1e-3)};
  EXPECT_EQ(
      fit_value_law(two, {"duration", "width"}).error().message,
      "a law in `duration` and `width` has 3 coefficients and needs an optimum at 4 scales or more; 2 of 2 have one");
  EXPECT_EQ(fit_value_law(two, {"width"}).error().message,
            "`width` is 64 at every scale that has an optimum, so it has no exponent; leave it out of --axis, or add "
            "runs at another width");
  const auto exact = fit_value_law(two, {"duration"});
  ASSERT_TRUE(exact);
  EXPECT_TRUE(std::isinf(exact->half_width(0))) << "two scales, two coefficients";
  EXPECT_TRUE(std::isinf(predict(*exact, {{"duration", 1e9}}).half));
  EXPECT_FALSE(has_sign(*exact, 0));
}

TEST(ValueLaw, OptimaThatAreNotBracketedAreLeftOut) {
  std::vector<CellOptimum> optima = power(-0.32);
  CellOptimum edge = optimum_at({{"duration", 1e11}}, 9);
  edge.placement = Placement::kAbove;
  optima.push_back(edge);
  const auto law = fit_value_law(optima, {"duration"});
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->exponent(0), -0.32, 1e-12);
  EXPECT_EQ(law->scales.size(), 4U);
}

/// How often the stated 95% interval holds the exponent that the runs were made with.
struct Coverage {
  int params = 0, duration = 0, predicted = 0, right_sign = 0, sweeps = 0;
};

Coverage coverage(const test::Truth& truth, const test::Sweep& sweep, double duration_exponent) {
  Coverage counts;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto cells = cells_of(test::runs_of(truth, sweep, seed).runs, "base.lr");
    std::vector<CellOptimum> optima;
    for (const FitCell& cell : *cells) optima.push_back(optimum_of(cell));
    const auto law = fit_value_law(optima, {"duration", "params"});
    if (!law) continue;
    ++counts.sweeps;
    counts.duration += std::abs(law->exponent(0) - duration_exponent) <= law->half_width(0) ? 1 : 0;
    counts.params += std::abs(law->exponent(1) - truth.params) <= law->half_width(1) ? 1 : 0;
    counts.right_sign += law->exponent(0) * duration_exponent > 0 && has_sign(*law, 0) ? 1 : 0;
    const double batch = 64 * std::pow(1e10 / 1e8, sweep.batch_power);
    const Predicted at = predict(*law, {{"duration", 1e10}, {"params", 1e9}});
    counts.predicted += std::abs(at.ln_value - std::log(test::true_lr(truth, 1e9, 1e10, batch))) <= at.half ? 1 : 0;
  }
  return counts;
}

void expect_holds(const Coverage& counts) {
  EXPECT_EQ(counts.sweeps, 100);
  for (const int held : {counts.params, counts.duration, counts.predicted}) {
    EXPECT_GE(held, 90) << "of 100 sweeps";
    EXPECT_LE(held, 99) << "an interval that always holds says too little";
  }
}

TEST(ValueLaw, IntervalsHoldTheLawOf260105049) {
  const Coverage counts = coverage({}, {}, -0.3509);
  expect_holds(counts);
  EXPECT_EQ(counts.right_sign, 100);
}

TEST(ValueLaw, TheSignOfTheDurationIsNegativeAtAFixedBatch) {
  test::Truth truth;
  truth.duration = -0.3;
  const Coverage counts = coverage(truth, {}, -0.3);
  expect_holds(counts);
  EXPECT_EQ(counts.right_sign, 100);
}

TEST(ValueLaw, TheSignOfTheDurationIsPositiveWhereTheBatchFollows) {
  test::Truth truth;  // lr ~ D^-0.3 B^1 and B ~ D^0.55: along the policy D^0.25
  truth.duration = -0.3;
  truth.batch = 1;
  test::Sweep sweep;
  sweep.batch_power = 0.55;
  const Coverage counts = coverage(truth, sweep, 0.25);
  expect_holds(counts);
  EXPECT_EQ(counts.right_sign, 100);
}

TEST(ValueLaw, IntervalsHoldStepLaw) {
  test::Truth truth;  // arXiv:2503.04715: N^-0.713 D^0.307 where the batch is 0.58 D^0.571
  truth.params = -0.713;
  truth.duration = 0.307;
  test::Sweep sweep;
  sweep.batch_power = 0.571;
  const Coverage counts = coverage(truth, sweep, 0.307);
  expect_holds(counts);
  EXPECT_EQ(counts.right_sign, 100);
}

TEST(ValueLaw, IntervalsHoldWithManyValuesAndSeedsAndMuchNoise) {
  test::Truth truth;
  truth.noise = 0.01;
  test::Sweep sweep;
  sweep.octaves = {-2, -1, 0, 1, 2};
  sweep.seeds = 2;
  const Coverage counts = coverage(truth, sweep, truth.duration);
  EXPECT_GE(counts.params, 90);
  EXPECT_GE(counts.duration, 90);
  EXPECT_GE(counts.predicted, 90);
}

}  // namespace
}  // namespace cdp::study
