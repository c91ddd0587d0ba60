// What carries: whole intervals below 0 at every scale, from paired seeds.
#include "study/search/confirm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

const Scale kSmall = {{"width", "64"}};
const Scale kLarge = {{"width", "256"}};

Found all_three() {
  Found found;
  found.start = Candidate{{1}, {}, {{1, 3.5}}};
  found.global = Candidate{{2}, {"base.lr=2"}, {{1, 3.2}}};
  found.modules = Candidate{{3}, {"base.lr=2", "@hidden.lr*=3"}, {{1, 3.1}}};
  return found;
}

/// Losses of modules, global and start at a scale, the same with each seed but for a drift that seeds share.
std::vector<Trial> trained(const std::vector<std::pair<Scale, std::vector<double>>>& losses, double noise = 0) {
  std::vector<Trial> trials;
  for (const TrialPoint& point : confirming(Search{}, all_three(), {kSmall, kLarge}, 3)) {
    Trial trial{static_cast<std::int64_t>(trials.size()) + 1, point};
    trial.origin.stage = kConfirmStage;
    for (const auto& [at, three] : losses) {
      if (at != point.at) continue;
      const double loss = three[point.sets.size() == 2 ? 0 : point.sets.size() == 1 ? 1 : 2];
      const auto seed = static_cast<double>(point.seed);
      trial.result.state = std::isfinite(loss) ? TrialState::kFinished : TrialState::kDiverged;
      if (std::isfinite(loss)) trial.result.loss = loss + seed / 10 + noise * std::sin(seed * loss);
      trial.result.curve = {{0.25, 5}, {0.5, 4}, {1, loss}};
    }
    trials.push_back(trial);
  }
  return trials;
}

TEST(Confirming, TrainsEveryPointWithNewSeedsAtEveryScale) {
  const auto points = confirming(Search{}, all_three(), {kSmall, kLarge}, 3);
  ASSERT_EQ(points.size(), 18U);
  for (const TrialPoint& point : points) EXPECT_GT(point.seed, 1000);
  Found same = all_three();
  same.modules = same.global;  // no module value helped
  EXPECT_EQ(confirming(Search{}, same, {kSmall}, 3).size(), 6U);
}

TEST(Confirmations, ComparePairsOfSeeds) {
  const auto trials = trained({{kSmall, {3.0, 3.2, 3.5}}, {kLarge, {2.9, 3.0, 3.1}}}, 0.001);
  const auto all = confirmations(all_three(), {kSmall, kLarge}, trials);
  ASSERT_EQ(all.size(), 2U);
  ASSERT_EQ(all[0].comparisons.size(), 3U);
  const Comparison& modules = all[0].comparisons[0];
  EXPECT_EQ(modules.better, "modules");
  EXPECT_EQ(modules.worse, "global");
  EXPECT_EQ(modules.seeds, 3U);
  EXPECT_NEAR(modules.loss->mean, -0.2, 0.002);  // what seeds share cancels
  EXPECT_LT(modules.loss->half, 0.01);
  // 3.2 between 4 at one half and 3 at the end, linear in the logarithm of tokens
  EXPECT_NEAR(modules.tokens->times.value_or(0), std::exp2(0.2), 0.001);
  EXPECT_EQ(kept(all), Kept::kModules);
}

TEST(Kept, NeedsAGainAtEveryScale) {
  const auto keeps = [](const std::vector<double>& large, double noise) {
    return kept(
        confirmations(all_three(), {kSmall, kLarge}, trained({{kSmall, {3.0, 3.2, 3.5}}, {kLarge, large}}, noise)));
  };
  EXPECT_EQ(keeps({2.9, 3.0, 3.1}, 0.001), Kept::kModules);
  EXPECT_EQ(keeps({3.1, 3.0, 3.1}, 0.001), Kept::kGlobal);  // per-module values hurt at the larger scale
  EXPECT_EQ(keeps({2.99, 3.0, 3.1}, 0.05), Kept::kGlobal);  // nobody can tell
  EXPECT_EQ(keeps({3.1, 3.2, 3.1}, 0.001), Kept::kStart);
  EXPECT_EQ(keeps({NAN, 3.0, 3.1}, 0.001), Kept::kGlobal);  // diverged
  EXPECT_EQ(kept({}), Kept::kStart);
}

TEST(Confirmations, AreTheSameByTheTrialsAlone) {
  auto trials = trained({{kSmall, {3.0, 3.2, 3.5}}, {kLarge, {2.9, 3.0, 3.1}}}, 0.001);
  const auto expected = confirmations(all_three(), {kSmall, kLarge}, trials);
  const Found found = all_three();
  for (const auto& [stage, one] : {std::pair{kStartStage, found.start}, std::pair{kGlobalStage, found.global},
                                   std::pair{kModulesStage, found.modules}}) {
    Trial trial{static_cast<std::int64_t>(trials.size()) + 1, {kSmall, one->sets, 1}};
    trial.origin.stage = stage;
    trials.push_back(trial);
  }
  const auto all = confirmations(trials);
  ASSERT_EQ(all.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(all[i].at, expected[i].at);
    ASSERT_EQ(all[i].comparisons.size(), 3U);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_EQ(all[i].comparisons[j].better, expected[i].comparisons[j].better);
      EXPECT_EQ(all[i].comparisons[j].worse, expected[i].comparisons[j].worse);
      EXPECT_EQ(all[i].comparisons[j].loss->mean, expected[i].comparisons[j].loss->mean);
    }
  }
  EXPECT_TRUE(confirmations(std::vector<Trial>{}).empty());
}

}  // namespace
}  // namespace cdp::study
