// What to run next: the share of variance that is promised is what the runs then bring.
#include "study/fit/next_runs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

CellOptimum optimum_at(double duration, double params) {
  CellOptimum optimum;
  optimum.placement = Placement::kInside;
  optimum.cell.scale = {{"duration", duration}, {"params", params}};
  optimum.cell.points = {{1e-3, 3}, {2e-3, 3}, {4e-3, 3}};
  optimum.ln_value = std::log(2e-3 * std::pow(duration / 1e8, -0.3));
  optimum.value_spread = 1;
  return optimum;
}

std::vector<CellOptimum> grid() {
  std::vector<CellOptimum> optima;
  for (const double duration : {1e7, 1e8})
    for (const double params : {1e6, 1e7}) optima.push_back(optimum_at(duration, params));
  return optima;
}

double variance_at(const ValueLaw& law, const ScalePoint& target) {
  const Eigen::VectorXd row = law_row(law, target);
  return row.dot(law.fit.inverse * row);
}

TEST(NextRuns, TakeAwayTheVarianceThatTheyPromise) {
  const ScalePoint target = {{"duration", 1e10}, {"params", 1e8}};
  const auto law = fit_value_law(grid(), {"duration", "params"});
  ASSERT_TRUE(law);
  const auto next = narrowing_runs(*law, target, 3);
  ASSERT_FALSE(next.empty());
  for (const NextRuns& one : next) {
    std::vector<CellOptimum> more = grid();
    more.push_back(optimum_at(one.scale.at("duration"), one.scale.at("params")));
    const auto after = fit_value_law(more, {"duration", "params"});
    EXPECT_NEAR(one.saved, 1 - variance_at(*after, target) / variance_at(*law, target), 1e-9);
    EXPECT_LE(one.cost, 3 * run_cost(target).amount / 2);
    EXPECT_EQ(one.values.size(), 3U);
    EXPECT_NEAR(one.values[2] / one.values[0], 4, 0.05);
  }
  for (std::size_t i = 1; i < next.size(); ++i)
    EXPECT_GE(next[i - 1].saved / next[i - 1].cost, next[i].saved / next[i].cost) << "the best for its cost first";
}

TEST(NextRuns, CostAsManyFlopsAsTraining) {
  EXPECT_EQ(run_cost({{"params", 1e6}, {"duration", 1e8}}).amount, 6e14) << "6 N D";
  EXPECT_TRUE(run_cost({{"params", 1e6}, {"duration", 1e8}}).is_flops);
  EXPECT_EQ(run_cost({{"width", 10}, {"depth", 3}}).amount, 300);
  EXPECT_FALSE(run_cost({{"params", 1e6}}).is_flops);
}

TEST(NextRuns, BracketTheCheapestFirst) {
  std::vector<CellOptimum> optima = grid();
  optima[0].placement = Placement::kAbove;
  optima[3].placement = Placement::kBelow;
  const auto next = bracketing_runs(optima, 3);
  ASSERT_EQ(next.size(), 2U);
  EXPECT_EQ(next[0].scale, optima[0].cell.scale);
  EXPECT_EQ(next[0].values, std::vector<double>{8e-3});
  EXPECT_EQ(next[0].cost, 6e13);
  EXPECT_EQ(next[1].values, std::vector<double>{5e-4});
  EXPECT_EQ(bracketing_runs(optima, 1).size(), 1U);
}

TEST(NextRuns, CountTheGridAndWhatALawNeedsOfIt) {
  std::vector<FitCell> cells;
  for (const double params : {1e6, 2e6, 4e6, 8e6, 16e6})
    for (const double duration : {1e7, 2e7, 4e7, 8e7, 16e7}) {
      FitCell cell;
      cell.scale = {{"params", params}, {"duration", duration}, {"batch", 64}};
      for (const double value : {1e-3, 2e-3, 4e-3, 8e-3}) cell.points.push_back({value, 3});
      cell.diverged = {16e-3};
      cells.push_back(cell);
    }
  const RunCounts counts = count_runs(cells);
  EXPECT_EQ(counts.grid(), 125U) << "n^3";
  EXPECT_EQ(counts.needed(), 45U) << "n C_D C_eta = 5 * 3 * 3 (arXiv:2601.05049)";
  EXPECT_EQ(counts.done, 125U);
}

}  // namespace
}  // namespace cdp::study
