// From a sweep to all of its numbers.
#include "study/transfer/transfer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "study/runs/csv.h"
#include "tests/study/transfer/synthetic.h"
#include "tests/support/golden.h"

namespace cdp::study {
namespace {

Transfer transfer(const Law& law) {
  return transfer_of(sweeps_of(sweep_of(law, 4), {})->front(), {{}, 500});
}

TEST(Transfer, HasTheNumbersOfTheLaw) {
  Law law;
  law.alpha = 0.742, law.beta = 0.388, law.shift = 1.5, law.values = 9, law.noise = 0.002;
  const Transfer all = transfer(law);
  ASSERT_TRUE(all.drift && all.alpha && all.beta && all.margin);
  EXPECT_NEAR(all.drift->value, law.optimum_at(1024) - law.optimum_at(64), 0.02);
  EXPECT_TRUE(all.alpha->identifiable);
  EXPECT_TRUE(all.alpha->interval.holds(0.742));
  EXPECT_TRUE(all.beta->interval.holds(0.388));
  EXPECT_TRUE(all.margin->interval.holds(0.017));
  EXPECT_EQ(all.regrets.size(), 4U);
  EXPECT_EQ(all.usable.size(), 5U);
}

TEST(Transfer, WithoutADriftItsRateIsNotIdentifiable) {
  Law law;
  law.shift = 0;
  const Transfer all = transfer(law);
  ASSERT_TRUE(all.beta);
  EXPECT_FALSE(all.beta->identifiable);
  EXPECT_FALSE(all.margin->identifiable);
  EXPECT_TRUE(all.drift->interval.holds(0));
}

TEST(Transfer, AScaleWithoutAnOptimumIsLeftOutOfTheNumbers) {
  Runs runs = sweep_of({}, 4);
  for (auto& run : runs.runs)
    if (run.axes["width"] == 256) run.loss.reset();
  const Transfer all = transfer_of(sweeps_of(runs, {})->front(), {{}, 100});
  EXPECT_EQ(all.curves.size(), 5U);
  EXPECT_EQ(all.usable.size(), 4U);
  EXPECT_EQ(all.regrets.size(), 3U);
  EXPECT_EQ(all.verdict.word, TransferWord::kCannotTell);
}

TEST(Transfer, WithoutTheLargestOptimumThereIsNoRegret) {
  Runs runs = sweep_of({}, 4);
  for (auto& run : runs.runs)
    if (run.axes["width"] == 1024) run.loss.reset();
  const Transfer all = transfer_of(sweeps_of(runs, {})->front(), {{}, 100});
  EXPECT_TRUE(all.regrets.empty());
  EXPECT_EQ(all.verdict.word, TransferWord::kCannotTell);
}

TEST(TransferExamples, AreMadeByTheGenerator) {
  const std::string folder = CDP_SOURCE_DIR "/tests/golden/transfer/";
  EXPECT_TRUE(test::matches_golden(folder + "fast.csv", to_csv(golden_sweep({}))));
  EXPECT_TRUE(test::matches_golden(folder + "slow.csv", to_csv(golden_sweep(golden_slow_law()))));
  EXPECT_TRUE(test::matches_golden(folder + "edge.csv", to_csv(golden_sweep(golden_edge_law()))));
}

}  // namespace
}  // namespace cdp::study
