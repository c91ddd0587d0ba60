// One scale's U-curve: where its optimum is, and what keeps it from being believed.
#include "study/transfer/curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "study/statistics/random.h"

namespace cdp::study {
namespace {

using Loss = std::function<std::optional<double>(double x)>;

/// Three scales that have all this curve, with noise.
Curve curve_of(const Loss& loss, int values = 7, int seeds = 3, double noise = 0.002) {
  Random random(3);
  Sweep sweep;
  for (const double scale : {64.0, 128.0, 256.0}) {
    SweepScale one{scale, {}, {}};
    for (int i = 0; i < values; ++i)
      for (int s = 0; s < seeds; ++s) {
        auto y = loss(i - 3.0);
        if (y) *y += noise * random.normal();
        one.runs.push_back({std::exp2(i - 3.0), y});
      }
    sweep.scales.push_back(one);
  }
  return curves_of(sweep).front();
}

std::optional<double> parabola(double x) {
  return 2 + 0.05 * (x - 0.3) * (x - 0.3);
}

TEST(Curve, HasTheOptimumOfAParabola) {
  const Curve curve = curve_of(parabola);
  ASSERT_TRUE(curve.has_optimum());
  EXPECT_NEAR(curve.optimum(), 0.3, 0.02);
  EXPECT_NEAR(curve.lowest(), 2, 0.002);
  EXPECT_TRUE(curve.interval.holds(0.3));
  EXPECT_LT(curve.interval.high - curve.interval.low, 0.06);
  EXPECT_EQ(curve.first, 0U);
  EXPECT_EQ(curve.last, 6U);
  EXPECT_EQ(curve.best_cell, 3U);
  EXPECT_EQ(curve.edge, Edge::kNone);
  EXPECT_FALSE(curve.two_minima);
  EXPECT_FALSE(curve.splines_differ);
  EXPECT_NEAR(std::sqrt(curve.noise.variance), 0.002, 0.0006);
}

TEST(Curve, TheWindowIsWhereAParabolaHolds) {
  // A soft left arm and a steep right one; near 0.3 it is the parabola.
  const Curve curve = curve_of([](double x) -> std::optional<double> {
    const double u = x - 0.3;
    return 2 + (u < 0 ? 0.1 * (std::sqrt(1 + u * u) - 1) : 0.05 * u * u + 0.1 * u * u * u);
  });
  ASSERT_TRUE(curve.has_optimum());
  EXPECT_LT(curve.last, 6U);
  EXPECT_NEAR(curve.optimum(), 0.3, 0.35);
}

TEST(Curve, DivergedRunsAreNoPointsButTheEndOfTheCurve) {
  const Curve curve = curve_of([](double x) { return x > 1.5 ? std::nullopt : parabola(x); });
  ASSERT_TRUE(curve.has_optimum());
  EXPECT_EQ(curve.last, 4U);
  EXPECT_FALSE(curve.cells[5].stable());
  EXPECT_EQ(curve.cells[5].diverged, 3U);
  EXPECT_NEAR(curve.optimum(), 0.3, 0.03);
  EXPECT_EQ(curve.edge, Edge::kNone);
}

TEST(Curve, AValueAtWhichOneSeedDivergedIsNoPoint) {
  // What is left there is the luckiest seed: far below the curve, it would pull the optimum over.
  Sweep sweep;
  for (const double scale : {64.0, 128.0, 256.0}) {
    SweepScale one{scale, {}, {}};
    for (int i = 0; i < 7; ++i)
      for (int s = 0; s < 2; ++s) {
        const double x = i - 3.0;
        const bool lucky = x == 3;
        one.runs.push_back(
            {std::exp2(x), lucky && s == 0 ? std::nullopt : std::optional(*parabola(x) - (lucky ? 0.4 : 0))});
      }
    sweep.scales.push_back(one);
  }
  const Curve curve = curves_of(sweep).front();
  ASSERT_TRUE(curve.has_optimum());
  EXPECT_EQ(curve.last, 5U);
  EXPECT_NEAR(curve.optimum(), 0.3, 1e-6);
  EXPECT_EQ(curve.best_cell, 3U);
}

TEST(Curve, AnOptimumAtTheGridsEndIsAnEdge) {
  EXPECT_EQ(curve_of([](double x) { return parabola(x - 2.9); }).edge, Edge::kHigh);
  EXPECT_EQ(curve_of([](double x) { return parabola(x + 3.6); }).edge, Edge::kLow);
  EXPECT_EQ(curve_of([](double x) -> std::optional<double> { return 2 - 0.1 * std::sqrt(x + 4); }).edge, Edge::kHigh)
      << "also where no parabola has a minimum";
}

TEST(Curve, ANearlyStraightLineHasNoOptimum) {
  const Curve far = curve_of([](double x) -> std::optional<double> { return 2 + 0.02 * x + 0.0005 * x * x; }, 7, 3, 0);
  ASSERT_TRUE(far.parabola && far.parabola->has_minimum());
  EXPECT_NEAR(far.parabola->vertex(), -20, 0.1);
  EXPECT_FALSE(far.has_optimum());
  EXPECT_EQ(far.edge, Edge::kLow);
  const Curve near = curve_of([](double x) -> std::optional<double> { return 2 + 0.05 * (x + 5) * (x + 5); }, 7, 3, 0);
  EXPECT_TRUE(near.has_optimum()) << "two steps below the smallest value, of six that were tried";
}

TEST(Curve, ABestValueBesideDivergedOnesIsUnstable) {
  EXPECT_EQ(curve_of([](double x) { return x > 0.5 ? std::nullopt : parabola(x - 1); }).edge, Edge::kUnstable);
}

TEST(Curve, TwoMinimaAreSeenThroughNoise) {
  const auto wells = [](double x) -> std::optional<double> { return 2 - std::cos(x * 1.6) * 0.1; };
  EXPECT_TRUE(curve_of(wells).two_minima);
  EXPECT_FALSE(curve_of(wells, 7, 3, 0.5).two_minima) << "not where noise explains them";
  EXPECT_FALSE(curve_of(parabola, 7, 3, 0.1).two_minima);
}

TEST(Curve, ManyDifferentValuesAreTakenTogether) {
  // As a random search gives them: the lowest of many single runs is lower than others by luck alone.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    Sweep sweep;
    for (const double scale : {64.0, 128.0, 256.0}) {
      SweepScale one{scale, {}, {}};
      for (int i = 0; i < 60; ++i) {
        const double x = 7 * random.uniform() - 3.5;
        one.runs.push_back({std::exp2(x), *parabola(x) + 0.02 * random.normal()});
      }
      std::sort(one.runs.begin(), one.runs.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
      sweep.scales.push_back(one);
    }
    const Curve curve = curves_of(sweep).front();
    EXPECT_EQ(curve.values, 60U);
    EXPECT_LE(curve.cells.size(), 12U);
    EXPECT_FALSE(curve.two_minima);
    EXPECT_FALSE(curve.splines_differ);
    EXPECT_EQ(curve.edge, Edge::kNone);
    ASSERT_TRUE(curve.has_optimum());
    EXPECT_NEAR(curve.optimum(), 0.3, 0.25);
  }
}

TEST(Curve, TooFewValuesHaveNoOptimum) {
  EXPECT_FALSE(curve_of(parabola, 2).has_optimum());
  EXPECT_FALSE(curve_of([](double) { return std::optional<double>(); }).has_optimum());
  const Curve hill = curve_of([](double x) -> std::optional<double> { return 2 - 0.01 * x * x; }, 7, 1);
  EXPECT_FALSE(hill.has_optimum());
}

TEST(Curve, WithoutFreedomThereIsNoNoise) {
  const Curve curve = curve_of([](double x) { return parabola(x + 2); }, 3, 1);
  ASSERT_TRUE(curve.has_optimum());
  EXPECT_EQ(curve.noise.freedom, 0U);
  EXPECT_TRUE(std::isinf(curve.interval.high));
}

TEST(Curve, LossesBeyondAllBoundsAreNoFault) {
  const Curve curve = curve_of([](double x) -> std::optional<double> { return x > 1 ? 1e308 : -1e308; });
  EXPECT_FALSE(curve.has_optimum());
}

}  // namespace
}  // namespace cdp::study
