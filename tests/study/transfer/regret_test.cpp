// Regrets of laws that are known: in loss, of the gap, of the compute.
#include "study/transfer/regret.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/study/transfer/synthetic.h"

namespace cdp::study {
namespace {

Law exact() {
  Law law;
  law.noise = 0;
  law.alpha = 0.742;
  law.beta = 0.388;
  law.shift = 1.5;
  law.lowest = -12, law.values = 9;
  return law;
}

std::vector<Regret> regrets(const Law& law, std::optional<double> allowed = {}, double flops_exponent = 0) {
  Runs runs = sweep_of(law, 1);
  if (flops_exponent > 0)
    for (auto& run : runs.runs) run.flops = std::pow(run.axes["width"], flops_exponent);
  const Sweep sweep = sweeps_of(runs, {})->front();
  const auto curves = curves_of(sweep);
  return regrets_of(curves, draw(curves, 200), cost_of(sweep, curves), allowed);
}

TEST(Regret, IsThatOfTheLaw) {
  const Law law = exact();
  const auto all = regrets(law);
  ASSERT_EQ(all.size(), 4U);
  for (const Regret& regret : all) {
    const double drift = law.optimum_at(regret.proxy) - law.optimum_at(1024);
    const double gap = law.gap * (std::pow(regret.proxy / 64, -0.742) - std::pow(16, -0.742));
    EXPECT_NEAR(regret.loss.value, law.curvature * drift * drift, 1e-6);
    EXPECT_NEAR(regret.gap.value, gap, 1e-6);
    EXPECT_NEAR(regret.share.value, law.curvature * drift * drift / gap, 1e-5);
    EXPECT_NEAR(regret.measure.value, regret.share.value / 0.05, 1e-6);
    EXPECT_TRUE(regret.gains);
  }
}

TEST(Regret, OfTheComputeFollowsTheTunedLosses) {
  // By hand: the regret of width 512 lies on the line between the losses of 512 and 1024, in log compute, which is
  // width^2.
  const Regret last = regrets(exact()).back();
  const double part = last.loss.value / last.gap.value;
  EXPECT_NEAR(last.compute.value, 1 - std::pow(2, -2 * part), 1e-6);
  const Regret by_flops = regrets(exact(), {}, 3).back();
  EXPECT_NEAR(by_flops.compute.value, 1 - std::pow(2, -3 * part), 1e-6);
}

TEST(Regret, MoreThanTheSmallestScaleLosesIsALowerBound) {
  Law law = exact();
  law.gap = 0.01;
  const auto all = regrets(law);
  EXPECT_TRUE(all.front().beyond);
  EXPECT_NEAR(all.front().compute.value, 1 - std::pow(16, -2), 1e-9);
}

TEST(Regret, AGivenToleranceTakesTheGapsPlace) {
  const Regret first = regrets(exact(), 0.02).front();
  EXPECT_NEAR(first.measure.value, first.loss.value / 0.02, 1e-9);
}

TEST(Regret, IsInfiniteWhereRunsDiverge) {
  Law law = exact();
  law.shift = 3;
  law.values = 12;
  law.diverges_above = 1.2;
  EXPECT_TRUE(std::isinf(regrets(law).front().loss.value));
}

TEST(Regret, IntervalsHoldTheTruth) {
  Law law = exact();
  law.noise = 0.005;
  const double drift = law.optimum_at(64) - law.optimum_at(1024);
  int held = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Sweep sweep = sweeps_of(sweep_of(law, seed), {})->front();
    const auto curves = curves_of(sweep);
    const auto all = regrets_of(curves, draw(curves, 300), cost_of(sweep, curves), {});
    held += all.front().loss.interval.holds(law.curvature * drift * drift) ? 1 : 0;
  }
  EXPECT_GE(held, 88);
}

TEST(Cost, IsTheFlopsOrAPowerOfTheAxis) {
  Sweep sweep;
  sweep.axis = "depth";
  sweep.scales = {{2, {}, {}}, {4, {}, {}}};
  std::vector<Curve> curves(2);
  curves[0].scale = 2, curves[1].scale = 4;
  EXPECT_EQ(cost_of(sweep, curves).words, "compute taken as proportional to depth");
  EXPECT_NEAR(cost_of(sweep, curves).logs[1] - cost_of(sweep, curves).logs[0], std::log(2), 1e-12);
  sweep.axis = "width";
  EXPECT_EQ(cost_of(sweep, curves).words, "compute taken as width^2");
  sweep.scales[0].flops = 10;
  EXPECT_EQ(cost_of(sweep, curves).words, "compute taken as width^2") << "not all scales have flops";
  sweep.scales[1].flops = 70;
  EXPECT_EQ(cost_of(sweep, curves).words, "flops of the runs");
  EXPECT_EQ(cost_exponent("duration"), 1);
}

}  // namespace
}  // namespace cdp::study
