// S(B) = a + b / B: what was put in comes out, the interval holds it, and runs that do not compare are refused.
#include "study/fit/critical_batch.h"

#include <gtest/gtest.h>

#include <cmath>

#include "study/statistics/random.h"

namespace cdp::study {
namespace {

/// 2000 steps at least, a critical batch of 256.
Runs steps_at(const std::vector<double>& batches, double noise, std::uint64_t seed, double critical = 256) {
  Random random(seed);
  Runs runs{"steps.csv", {}};
  for (const double batch : batches) {
    study::Run run;
    run.axes = {{"batch", batch}, {"width", 64}};
    run.axes["steps"] = 2000 * (1 + critical / batch) * (1 + noise * random.normal());
    run.axes["duration"] = batch * run.axes["steps"];
    run.loss = 3;
    runs.runs.push_back(run);
  }
  return runs;
}

const std::vector<double> kBatches = {16, 32, 64, 128, 256, 512, 1024, 2048};

TEST(CriticalBatch, IsBOverA) {
  const Runs runs = steps_at(kBatches, 0, 1);
  EXPECT_TRUE(has_steps(runs));
  const auto found = critical_batches(runs);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_NEAR(found->front().critical, 256, 1e-6);
  EXPECT_NEAR(found->front().least_steps, 2000, 1e-6);
  EXPECT_NEAR(found->front().least_samples, 512'000, 1e-3);
  EXPECT_EQ(found->front().scale, (ScalePoint{{"width", 64}})) << "neither the batch nor what follows from it";
  EXPECT_EQ(found->front().loss, 3);
}

TEST(CriticalBatch, ItsIntervalHoldsIt) {
  int held = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto found = critical_batches(steps_at(kBatches, 0.03, seed));
    ASSERT_TRUE(found);
    held += found->front().low <= 256 && 256 <= found->front().high ? 1 : 0;
  }
  EXPECT_GE(held, 90);
  EXPECT_LE(held, 99);
}

TEST(CriticalBatch, FarBelowItOnlyALowerBoundIsKnown) {
  const auto found = critical_batches(steps_at({2, 4, 8, 16}, 0.03, 5, 4096));
  ASSERT_TRUE(found);
  EXPECT_TRUE(std::isinf(found->front().high)) << "steps fall as 1 / batch within noise";
  EXPECT_LT(found->front().low, 4096);
  EXPECT_GT(found->front().low, 16);
}

TEST(CriticalBatch, TakesTheFewestStepsOverOtherHyperparameters) {
  Runs runs = steps_at(kBatches, 0, 1);
  for (study::Run& run : runs.runs) run.values = {{"base.lr", 1e-3}};
  const std::size_t count = runs.runs.size();
  for (std::size_t i = 0; i < count; ++i) {
    study::Run slower = runs.runs[i];
    slower.values["base.lr"] = 1e-4;
    slower.axes["steps"] *= 3;
    runs.runs.push_back(slower);
  }
  EXPECT_NEAR(critical_batches(runs)->front().critical, 256, 1e-6);
}

TEST(CriticalBatch, RefusesRunsThatDoNotCompare) {
  Runs runs = steps_at(kBatches, 0, 1);
  runs.runs.front().loss = 3.2;
  EXPECT_EQ(
      critical_batches(runs).error().text(),
      "steps.csv: the runs at width 64 reached losses from 3 to 3.2; steps compare only to one and the same loss");
  EXPECT_EQ(critical_batches(steps_at({64, 128}, 0, 1)).error().text(),
            "steps.csv: S(B) = a + b / B needs three batches or more, found 2 at width 64");
  runs = steps_at(kBatches, 0, 1);
  runs.runs.front().axes.erase("batch");
  EXPECT_EQ(critical_batches(runs).error().text(), "steps.csv: the steps to a loss need `batch` in every run");
  runs = steps_at(kBatches, 0, 1);
  runs.runs.front().axes["steps"] = 0;
  EXPECT_FALSE(critical_batches(runs));
  for (study::Run& run : runs.runs) run.loss.reset();
  EXPECT_EQ(critical_batches(runs).error().text(), "steps.csv: no run reached a loss");
}

}  // namespace
}  // namespace cdp::study
