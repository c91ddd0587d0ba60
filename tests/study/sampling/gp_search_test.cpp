// The Gaussian process as a sampler: in a few smooth dimensions it needs fewer trials than chance.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "study/sampling/sampler.h"

namespace cdp::sampling {
namespace {

Trial bowl(const Search& search, const Proposal& proposal) {
  const std::vector<double> unit = to_unit(search.space, proposal.point);
  const double x = unit[0] - 0.62;
  const double y = unit[1] - 0.31;
  if (unit[0] > 0.85) return {proposal, Outcome::kDiverged, 0};
  return {proposal, Outcome::kFinished, 2 + 5 * (x * x + y * y + 0.8 * x * y)};
}

double regret(Sampler sampler, std::uint64_t seed) {
  const Search search{
      sampler, {{{"base.lr", 1e-4, 1, 0.01, true}, {"base.weight_decay", 1e-3, 10, 0.1, true}}}, seed, 30, 1};
  std::vector<Trial> history;
  while (history.size() < search.budget) history.push_back(bowl(search, propose(search, history)));
  const auto all = candidates(history);
  return best(all)->mean() - 2;
}

TEST(GpSearch, NeedsFewerTrialsThanChanceInFewDimensions) {
  int won = 0;
  double gp = 0;
  double random = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const double own = regret(Sampler::gp, seed);
    const double other = regret(Sampler::random, seed);
    won += own < other ? 1 : 0;
    gp += own;
    random += other;
  }
  EXPECT_GE(won, 8);
  EXPECT_LT(gp, random / 5);
}

}  // namespace
}  // namespace cdp::sampling
