// Where a cell's optimum is, how surely, and what to run where it is not between values.
#include "study/fit/optimum.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

/// Losses of L = 3 + 0.1 (ln x / best)^2 at values in octaves about 4e-3.
FitCell valley(double best, const std::vector<double>& octaves) {
  FitCell cell;
  cell.scale = {{"width", 64}};
  for (const double octave : octaves) {
    const double value = 4e-3 * std::exp2(octave);
    cell.points.push_back({value, 3 + 0.1 * std::pow(std::log(value / best), 2)});
  }
  return cell;
}

TEST(Optimum, OfThreeValuesAFactorOfTwoApartIsTheVertex) {
  const CellOptimum found = optimum_of(valley(5e-3, {-1, 0, 1}));
  ASSERT_TRUE(found.inside());
  EXPECT_NEAR(std::exp(found.ln_value), 5e-3, 1e-9);
  EXPECT_NEAR(found.loss, 3, 1e-12);
  EXPECT_NEAR(found.curvature, 0.1, 1e-12);
  EXPECT_EQ(found.parabola.noise.freedom, 0U);
  EXPECT_FALSE(bracketing_value(found));
  // u = 0, +-ln 2 about the middle: var b = 1 / (2 ln2^2), var c = 3 / (2 ln2^4), uncorrelated; c = 0.1.
  const double offset = std::log(5.0 / 4);
  const double step = std::log(2.0);
  const double expected = (1 / (2 * step * step) + 4 * offset * offset * 3 / (2 * std::pow(step, 4))) / (4 * 0.1 * 0.1);
  EXPECT_NEAR(found.value_spread, expected, 1e-6 * expected);
}

TEST(Optimum, ReadsOnlyValuesWithinTwoOctavesOfTheBest) {
  FitCell cell = valley(4e-3, {-4, -3, -2, -1, 0, 1, 2, 3});
  cell.points.front().loss += 9;  // the far arm is no parabola
  cell.points.back().loss += 9;
  const CellOptimum found = optimum_of(cell);
  ASSERT_TRUE(found.inside());
  EXPECT_EQ(found.points_used, 5U);
  EXPECT_NEAR(std::exp(found.ln_value), 4e-3, 1e-9);
}

TEST(Optimum, AtAnEdgeIsNoneAndNamesTheValueToAdd) {
  const CellOptimum above = optimum_of(valley(64e-3, {-1, 0, 1}));
  EXPECT_EQ(above.placement, Placement::kAbove);
  EXPECT_NEAR(bracketing_value(above).value_or(0), 16e-3, 1e-12);
  const CellOptimum below = optimum_of(valley(0.1e-3, {-1, 0, 1}));
  EXPECT_EQ(below.placement, Placement::kBelow);
  EXPECT_NEAR(bracketing_value(below).value_or(0), 1e-3, 1e-12);
  FitCell torn = valley(64e-3, {-1, 0, 1});
  torn.diverged = {18e-3};
  EXPECT_NEAR(bracketing_value(optimum_of(torn)).value_or(0), 12e-3, 1e-12) << "halfway to where runs diverge";
}

TEST(Optimum, OfTwoValuesOrOfAHillIsNone) {
  EXPECT_EQ(optimum_of(valley(4e-3, {0, 1})).placement, Placement::kTooFew);
  EXPECT_EQ(optimum_of({}).placement, Placement::kTooFew);
  FitCell wavy = valley(4e-3, {-2, -1, 0, 1, 2});
  const double losses[] = {3.0, 3.2, 2.99, 3.2, 3.0};
  for (std::size_t i = 0; i < 5; ++i) wavy.points[i].loss = losses[i];
  EXPECT_EQ(optimum_of(wavy).placement, Placement::kNoValley);
  EXPECT_FALSE(optimum_of(wavy).inside());
}

TEST(Optimum, NoiseIsPooledOverParabolasWithSpareRuns) {
  FitCell four = valley(4e-3, {-1, 0, 1, 2});
  four.points[1].loss += 0.01;
  const std::vector<CellOptimum> optima = {optimum_of(valley(4e-3, {-1, 0, 1})), optimum_of(four)};
  const auto noise = pooled_noise(optima);
  ASSERT_TRUE(noise);
  EXPECT_EQ(noise->freedom, 1U);
  // A cubic contrast of four even points is 1 -3 3 -1 over sqrt 20: 3 * 0.01 of it is residual.
  EXPECT_NEAR(noise->variance, std::pow(0.03, 2) / 20, 1e-12);
  EXPECT_TRUE(std::isfinite(value_interval(optima[0], Noise{1e-8, 10}).low));
  EXPECT_TRUE(std::isinf(value_interval(optima[0], {}).high));
  EXPECT_FALSE(pooled_noise(std::vector<CellOptimum>{optima[0]}));
}

TEST(Optimum, TheBestSettingOfTheRestIsTakenAtEachScale) {
  FitCell worse = valley(4e-3, {-1, 0, 1});
  worse.others = {{"base.weight_decay", 0.4}};
  for (CellPoint& point : worse.points) point.loss += 0.2;
  FitCell edge = valley(64e-3, {-1, 0, 1});
  edge.others = {{"base.weight_decay", 0.2}};
  for (CellPoint& point : edge.points) point.loss -= 3;
  FitCell good = valley(5e-3, {-1, 0, 1});
  good.others = {{"base.weight_decay", 0.1}};
  const auto best = best_by_scale({optimum_of(worse), optimum_of(edge), optimum_of(good)});
  ASSERT_EQ(best.size(), 1U);
  EXPECT_EQ(best.front().cell.others.at("base.weight_decay"), 0.1);
}

TEST(Optimum, TheTypicalCurvatureIsTheMedian) {
  std::vector<CellOptimum> optima(3);
  for (std::size_t i = 0; i < 3; ++i) {
    optima[i].placement = Placement::kInside;
    optima[i].curvature = static_cast<double>(i * i);
  }
  EXPECT_EQ(typical_curvature(optima), 1);
  EXPECT_EQ(typical_curvature({}), 0);
}

}  // namespace
}  // namespace cdp::study
