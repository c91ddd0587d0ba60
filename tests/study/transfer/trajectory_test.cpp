// Splits of made-up trajectories: which runs are measured, how k is chosen, and what is said where the mechanism is
// there, is not, or cannot be seen.
#include "study/transfer/trajectory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A loss change with sums of the top 1, 2, 4 and all eigenvalues of one matrix; the checks pass.
run::Trajectory trajectory(const std::vector<double>& tops) {
  const double all = tops.back();
  return {1, {0, 10}, {5, 5 + all}, {all}, {{"w", all, 10, tops}}};
}

/// At three scales five values; x counts the values from the middle one, `scale` is 1, 2 and 4.
std::vector<MeasuredRun> runs_of(std::vector<double> (*tops)(double x, double scale)) {
  std::vector<MeasuredRun> runs;
  for (const double scale : {1.0, 2.0, 4.0})
    for (int i = -2; i <= 2; ++i)
      runs.push_back({"width=" + std::to_string(scale), 64 * scale, std::exp2(i - 8), trajectory(tops(i, scale))});
  return runs;
}

/// The top 2 have the optimum, and do not change with scale; the rest improves with it. The first alone is not all of
/// the top, and 4 have a part of what scale improves.
std::vector<double> as_in_the_paper(double x, double scale) {
  const double top = -2 + 0.1 * x * x, rest = -0.2 * std::log2(scale);
  return {top / 2, top, top + 0.8 * rest, top + rest};
}

TEST(TrajectorySplit, SeesTheMechanism) {
  const TrajectorySplit split = split_of(runs_of(as_in_the_paper));
  EXPECT_EQ(split.mechanism, Mechanism::kSeen);
  EXPECT_EQ(split.k, 2U);
  ASSERT_EQ(split.scales.size(), 3U);
  EXPECT_EQ(split.scales[2].scale, 256);
  ASSERT_EQ(split.scales[2].cells.size(), 5U);
  EXPECT_NEAR(split.scales[2].cells[1].whole, 2.7, 1e-12);
  EXPECT_NEAR(split.scales[2].cells[1].top, -1.9, 1e-12);
  EXPECT_NEAR(split.scales[2].cells[1].rest, 4.6, 1e-12);
  EXPECT_EQ(split.scales[0].best_whole, 2U);
  EXPECT_EQ(split.scales[0].best_top, 2U);
  EXPECT_NEAR(split.whole_gain, -0.4, 1e-12);
  EXPECT_NEAR(split.top_gain, 0, 1e-12);
  EXPECT_THAT(
      split.reasons,
      ElementsAre("the rest varies over the values by 0.0000, the loss by 0.1673 (rms): 2 eigenvalues are enough",
                  "at each scale the top 2 are lowest at the optimum, or a value beside it",
                  "of what scale improves (-0.40) the top 2 have 0%, the rest 100%"));
}

/// Scale improves the largest eigenvalue, and the rest has the optimum.
std::vector<double> the_other_way_round(double x, double scale) {
  const double top = -1 - 0.2 * std::log2(scale), rest = -1 + 0.1 * x * x;
  return {top, top + rest * 0.6, top + rest * 0.9, top + rest};
}

TEST(TrajectorySplit, SaysWhereItIsNotThere) {
  const TrajectorySplit split = split_of(runs_of(the_other_way_round));
  EXPECT_EQ(split.mechanism, Mechanism::kNotSeen);
  EXPECT_NEAR(split.top_gain, split.whole_gain, 1e-12);
  EXPECT_THAT(split.reasons, ::testing::Contains("of what scale improves (-0.40) the top 4 have 100%, the rest 0%"));
}

TEST(TrajectorySplit, TheTopPartMustDecideTheOptimum) {
  const TrajectorySplit far = split_of(runs_of([](double x, double scale) -> std::vector<double> {
    const double top = std::abs(x) == 2 ? -1 : x == -1 ? -2 : -1.99;
    return {top, top - 0.1 * std::log2(scale) - (x == 1 ? 0.03 : 0)};
  }));
  EXPECT_EQ(far.mechanism, Mechanism::kNotSeen);
  EXPECT_EQ(far.scales[0].best_top, 1U);
  EXPECT_EQ(far.scales[0].best_whole, 3U);
  EXPECT_THAT(far.reasons, ::testing::Contains("at 64 the top 1 are lowest 2 values away from the optimum"));
}

TEST(TrajectorySplit, ARestThatIsNeverFlatIsNoRest) {
  const TrajectorySplit split = split_of(runs_of([](double x, double scale) -> std::vector<double> {
    return {-1, -1 + 0.2 * x * x - 0.1 * std::log2(scale)};
  }));
  EXPECT_EQ(split.mechanism, Mechanism::kNotSeen);
  EXPECT_TRUE(split.scales.empty());
  EXPECT_THAT(split.reasons, ElementsAre(HasSubstr("no number of largest eigenvalues")));
}

TEST(TrajectorySplit, AFailedCheckIsAllThatIsSaid) {
  std::vector<MeasuredRun> runs = runs_of(as_in_the_paper);
  runs[3].trajectory.losses[1] += 0.5;
  runs[4].trajectory.tensors[0].tops.back() += 0.01;
  const TrajectorySplit split = split_of(runs);
  EXPECT_EQ(split.mechanism, Mechanism::kCannotTell);
  EXPECT_TRUE(split.scales.empty());
  EXPECT_GT(split.worst.losses, 0.05);
  EXPECT_NEAR(split.worst.eigenvalues, 1e-3, 1e-9);
  ASSERT_EQ(split.reasons.size(), 2U);
  EXPECT_THAT(split.reasons[0], HasSubstr("do not sum to that of its loss: they are off by "));
  EXPECT_THAT(split.reasons[1], HasSubstr("do not sum to <G, dW>: they are off by 1.0e-03 of their size, 1e-06"));
}

TEST(TrajectorySplit, AnOptimumAtTheEdgeDecidesNothing) {
  const TrajectorySplit split = split_of(runs_of([](double x, double scale) -> std::vector<double> {
    const double top = -2 - 0.1 * x;
    return {top, top - 0.1 * std::log2(scale)};
  }));
  EXPECT_EQ(split.mechanism, Mechanism::kCannotTell);
  EXPECT_THAT(split.reasons.front(), "at 64 the loss is lowest at the edge of the values");
}

TEST(TrajectorySplit, WithoutAGainThereIsNothingToShare) {
  const TrajectorySplit split = split_of(runs_of([](double x, double scale) -> std::vector<double> {
    return {-2 + 0.1 * x * x, -2.5 + 0.1 * x * x + 0.01 * scale};
  }));
  EXPECT_EQ(split.mechanism, Mechanism::kCannotTell);
  EXPECT_THAT(split.reasons.front(), HasSubstr("does not improve with scale"));
}

std::vector<RunAt> grid(const std::vector<double>& best, int values) {
  std::vector<RunAt> runs;
  std::int64_t trial = 0;
  for (std::size_t scale = 0; scale < best.size(); ++scale)
    for (int i = 0; i < values; ++i)
      runs.push_back({++trial, 64.0 * std::exp2(scale), std::exp2(i), 3 + std::abs(i - best[scale])});
  return runs;
}

TEST(NearOptimum, IsTwoBeyondTheBestOfAllScales) {
  std::vector<RunAt> runs = grid({4, 5}, 10);
  runs.insert(runs.end(), {{100, 64, 16, 2.0}, {101, 128, 32, 2.0}});  // other seeds come later
  const auto chosen = near_optimum(runs, "dir");
  ASSERT_TRUE(chosen);
  std::vector<double> values;
  for (const RunAt& run : *chosen) values.push_back(run.value);
  EXPECT_THAT(values, ElementsAre(4, 8, 16, 32, 64, 128, 4, 8, 16, 32, 64, 128));
  EXPECT_EQ(chosen->front().trial, 3);
  EXPECT_EQ(chosen->back().trial, 18);
}

TEST(NearOptimum, TakesValuesThatFinishedAtEveryScale) {
  std::vector<RunAt> runs = grid({1, 1}, 5);
  runs.erase(runs.begin() + 7);  // value 4 diverged at the larger scale
  const auto chosen = near_optimum(runs, "dir");
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->size(), 8U);
  for (const RunAt& run : *chosen) EXPECT_NE(run.value, 4);
}

TEST(NearOptimum, NeedsScalesAndValues) {
  EXPECT_EQ(near_optimum(grid({1}, 5), "dir").error().text(),
            "dir: --trajectory compares scales; give the sweep two or more");
  EXPECT_EQ(near_optimum(grid({1, 1}, 2), "dir").error().text(),
            "dir: --trajectory needs three values that finished at every scale; there are 2");
  EXPECT_FALSE(near_optimum({}, "dir"));
}

}  // namespace
}  // namespace cdp::study
