// Optima at the edge of what was tried, and the trials that look beyond.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "study/sweep/grid.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// All of a grid, with a loss for each.
template <class Loss>
std::vector<Trial> trained(const Grid& grid, const Loss& loss) {
  std::vector<Trial> trials;
  const auto all = points(grid);
  for (const TrialPoint& point : *all) {
    Trial trial{static_cast<std::int64_t>(trials.size()) + 1, point};
    const double value = loss(point);
    trial.result.state = std::isfinite(value) ? TrialState::kFinished : TrialState::kDiverged;
    if (std::isfinite(value)) trial.result.loss = value;
    trials.push_back(std::move(trial));
  }
  return trials;
}

double lr_of(const TrialPoint& point) {
  return std::stod(point.sets.front().substr(8));
}

Grid grid_of(const std::string& over) {
  return {{*read_over(over)}, {*read_at("width=64,128")}, {1, 2}};
}

TEST(Edges, AnOptimumInTheMiddleIsNone) {
  const Grid grid = grid_of("base.lr=1..16:2");
  EXPECT_THAT(edges(grid, trained(grid, [](const TrialPoint& p) { return std::abs(std::log2(lr_of(p)) - 2); })),
              IsEmpty());
}

TEST(Edges, EachScaleHasItsOwn) {
  const Grid grid = grid_of("base.lr=1..16:2");
  const auto trials =
      trained(grid, [](const TrialPoint& p) { return p.at.front().second == "64" ? lr_of(p) : -lr_of(p); });
  const auto found = edges(grid, trials);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].at.front().second, "128");
  EXPECT_EQ(found[0].side, Edge::Side::kHigh);
  EXPECT_EQ(found[0].best, 16);
  EXPECT_EQ(found[1].side, Edge::Side::kLow);
  EXPECT_EQ(found[1].best, 1);
  const auto more = beyond(found[0], grid, trials);
  ASSERT_EQ(more.size(), 2U);
  EXPECT_THAT(more[0].sets, ElementsAre("base.lr=32"));
  EXPECT_EQ(more[0].seed, 1);
  EXPECT_EQ(more[1].seed, 2);
  EXPECT_THAT(beyond(found[1], grid, trials)[0].sets, ElementsAre("base.lr=0.5"));
}

TEST(Edges, WhatDivergesBeyondEndsTheGrid) {
  const Grid grid = grid_of("base.lr=1..16:2");
  EXPECT_THAT(edges(grid, trained(grid, [](const TrialPoint& p) { return lr_of(p) > 8 ? NAN : -lr_of(p); })),
              IsEmpty());
}

TEST(Edges, SumsAndListsGrowAsTheyBegan) {
  const auto next = [](const std::string& over) {
    const Grid grid = grid_of(over);
    const auto trials = trained(grid, [](const TrialPoint& p) { return -lr_of(p); });
    return beyond(edges(grid, trials).at(0), grid, trials).at(0).sets.at(0);
  };
  EXPECT_EQ(next("base.lr=1..4:+1.5"), "base.lr=5.5");
  EXPECT_EQ(next("base.lr=1,2,6"), "base.lr=18");
}

TEST(Edges, OtherValuesAreKeptAsTheyWere) {
  Grid grid = grid_of("base.lr=1..4:2");
  grid.overs.push_back(*read_over("@hidden.lr*=0.5,1,2"));
  grid.seeds = {1};
  grid.scales.clear();
  const auto trials =
      trained(grid, [](const TrialPoint& p) { return -lr_of(p) + (p.sets[1] == "@hidden.lr*=1" ? 0 : 1); });
  const auto found = edges(grid, trials);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].set, "base.lr=");
  const auto more = beyond(found[0], grid, trials);
  ASSERT_EQ(more.size(), 3U);
  EXPECT_THAT(more[0].sets, ElementsAre("base.lr=8", "@hidden.lr*=0.5"));
}

}  // namespace
}  // namespace cdp::study
