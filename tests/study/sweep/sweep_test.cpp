// A sweep before it trains, what it costs, and what came out.
#include "study/sweep/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::study {
namespace {

using ::testing::ElementsAre;

StudiedSpec example() {
  return {{std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp"}, "reference", {"", true}, {}};
}

Grid grid() {
  return {{*read_over("base.lr=0.002,0.004")}, {*read_at("width=64,128")}, {1, 2}};
}

Prepared prepared() {
  return std::get<Prepared>(prepare(example(), *points(grid())));
}

TEST(Prepare, CompilesEveryScale) {
  const Prepared all = prepared();
  ASSERT_EQ(all.trials.size(), 8U);
  ASSERT_EQ(all.scales.size(), 2U);
  EXPECT_THAT(all.scale_of, ElementsAre(0, 0, 1, 1, 0, 0, 1, 1));
  EXPECT_EQ(all.trials[2].scale.at("width"), 128);
  EXPECT_GT(all.trials[2].flops, all.trials[0].flops);
}

TEST(Prepare, NamesThePointThatDoesNotCompile) {
  Grid wrong = grid();
  wrong.overs.push_back(*read_over("base.beta1=0.9,1.5"));
  const auto refused = prepare(example(), *points(wrong));
  ASSERT_TRUE(std::holds_alternative<Refused>(refused));
  EXPECT_EQ(words(std::get<Refused>(refused).point), "width=64 base.lr=0.002 base.beta1=1.5 seed 1");
}

TEST(CostOf, CountsWhatHasNotEnded) {
  const Prepared all = prepared();
  std::vector<Trial> known = all.trials;
  const Cost whole = cost_of(all, {}, {1, 10});
  EXPECT_EQ(whole.trials, 8U);
  EXPECT_EQ(whole.seconds, 44);
  known[2].result.state = TrialState::kFinished;
  const Cost rest = cost_of(all, known, {1, 10});
  EXPECT_EQ(rest.trials, 7U);
  EXPECT_EQ(rest.seconds, 34);
  EXPECT_DOUBLE_EQ(whole.flops - rest.flops, known[2].flops);
  EXPECT_FALSE(cost_of(all, {}, {}).seconds);
}

TEST(BestRows, TakeTheSmallestMeanOverSeeds) {
  std::vector<Trial> trials = prepared().trials;
  const double losses[] = {3, 4, 2, 2.5, 3.5, 3.1, 2.2, 1.9};
  for (std::size_t i = 0; i < trials.size(); ++i) {
    trials[i].number = static_cast<std::int64_t>(i) + 1;
    trials[i].result.state = TrialState::kFinished;
    trials[i].result.loss = losses[i];
  }
  trials[5].result.state = TrialState::kDiverged;
  const auto rows = best_rows(grid(), trials);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0].best.sets, ElementsAre("base.lr=0.002"));
  EXPECT_DOUBLE_EQ(*rows[0].best.mean(), 3.25);
  EXPECT_NEAR(*rows[0].best.error(), 0.25, 1e-12);  // of 3 and 3.5: sd 0.3536 over the root of 2
  EXPECT_EQ(rows[0].finished, 3U);
  EXPECT_EQ(rows[0].diverged, 1U);
  EXPECT_THAT(rows[0].edges, ElementsAre("base.lr="));
  EXPECT_DOUBLE_EQ(*rows[1].best.mean(), 2.1);
}

}  // namespace
}  // namespace cdp::study
