// The trust region against global random search where it matters: many coordinates, jagged cliffs.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/study/sampling/landscapes.h"

namespace cdp::sampling {
namespace {

constexpr std::uint64_t kSeeds = 20;

double mean_found(Sampler sampler, std::size_t budget, double noise, std::size_t repeats) {
  double sum = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Landscape landscape(seed);
    landscape.noise = noise;
    sum += std::min(found(landscape, {sampler, landscape.space, seed, budget, repeats}), 3.0);
  }
  return sum / static_cast<double>(kSeeds);
}

TEST(TrustRegion, BeatsGlobalRandomSearchAtEqualBudget) {
  int won = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Landscape landscape(seed);
    const double trust = found(landscape, {Sampler::trust, landscape.space, seed, 150, 1});
    const double random = found(landscape, {Sampler::random, landscape.space, seed, 150, 1});
    won += trust < random ? 1 : 0;
  }
  EXPECT_GE(won, 18);
  EXPECT_LT(mean_found(Sampler::trust, 150, 0, 1) - 2, 0.5 * (mean_found(Sampler::random, 150, 0, 1) - 2));
}

/// Few coordinates, where chance finds something too.
TEST(TrustRegion, BeatsItInFewDimensionsToo) {
  int won = 0;
  double trust = 0;
  double random = 0;
  double start = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Landscape landscape(seed, 2);
    const double own = found(landscape, {Sampler::trust, landscape.space, seed, 100, 1});
    const double other = found(landscape, {Sampler::random, landscape.space, seed, 100, 1});
    won += own < other ? 1 : 0;
    trust += own - 2;
    random += other - 2;
    start += landscape.loss_at(landscape.space.start()) - 2;
  }
  EXPECT_LT(random, 0.95 * start) << "the comparison is with something that works";
  EXPECT_GE(won, 18);
  EXPECT_LT(trust, random / 5);
}

TEST(TrustRegion, BeatsItWithNoiseThoughItPaysForRepeats) {
  EXPECT_LT(mean_found(Sampler::trust, 200, 0.02, 3), mean_found(Sampler::random, 200, 0.02, 1) - 0.1);
}

TEST(TrustRegion, VariesGlobalValuesFirst) {
  const Landscape landscape(1);
  const std::vector<Trial> history = searched(landscape, {Sampler::trust, landscape.space, 1, 100, 1});
  for (std::size_t i = 0; i < 24; ++i)
    for (std::size_t d = 3; d < landscape.space.size(); ++d)
      EXPECT_EQ(history[i].proposal.point[d], 1) << "trial " << i << ", a module's";
  EXPECT_FALSE(history[24].proposal.parent);
  EXPECT_TRUE(history[25].proposal.parent) << "1 and 8 a global dimension, then steps";
}

/// One coordinate whose loss falls towards a cliff.
Trial towards_cliff(const Proposal& proposal, double cliff) {
  const double x = std::log2(proposal.point[0]);
  if (x > cliff) return {proposal, Outcome::kDiverged, 0};
  return {proposal, Outcome::kFinished, 10 - x};
}

TEST(TrustRegion, LearnsWhereRunsDiverge) {
  const Search search{Sampler::trust, {{{"module.lr", 1.0 / 64, 64, 1, false}}}, 7, 60, 1};
  std::vector<Trial> history;
  while (history.size() < search.budget) history.push_back(towards_cliff(propose(search, history), 2.5));
  std::size_t early = 0;
  std::size_t late = 0;
  double best = 10;
  for (std::size_t i = 0; i < history.size(); ++i) {
    (i < 20 ? early : late) += history[i].outcome == Outcome::kDiverged ? 1 : 0;
    if (history[i].outcome == Outcome::kFinished) best = std::min(best, history[i].loss);
  }
  EXPECT_GT(early, 0U);
  EXPECT_LE(late, 14U) << "of 40: it keeps trying between the last sound value and the first that was not";
  EXPECT_LT(best, 7.6) << "within a tenth of a doubling of the cliff, where the loss is 7.5";
}

TEST(TrustRegion, RadiiFollowSuccess) {
  // A coordinate that matters far from its best value, and seven that do nothing but harm when they move.
  Search search{Sampler::trust, {}, 3, 200, 1};
  for (int d = 0; d < 8; ++d)
    search.space.dimensions.push_back({"module." + std::to_string(d), 1.0 / 64, 64, 1, false});
  std::vector<Trial> history;
  const auto run = [&](const Proposal& proposal) {
    const std::vector<double> unit = to_unit(search.space, proposal.point);
    double loss = std::abs(unit[0] - 0.95);
    for (std::size_t d = 1; d < unit.size(); ++d) loss += 100 * (unit[d] - 0.5) * (unit[d] - 0.5);
    return Trial{proposal, Outcome::kFinished, loss};
  };
  while (history.size() < search.budget) history.push_back(run(propose(search, history)));
  double moved = 0;
  double others = 0;
  for (std::size_t i = 150; i < 200; ++i) {
    const std::vector<double> unit = to_unit(search.space, history[i].proposal.point);
    const std::vector<double> parent = to_unit(search.space, history[*history[i].proposal.parent].proposal.point);
    moved = std::max(moved, std::abs(unit[0] - parent[0]));
    for (std::size_t d = 1; d < unit.size(); ++d) others = std::max(others, std::abs(unit[d] - parent[d]));
  }
  EXPECT_LT(others, 0.15) << "from 0.25";
  const auto all = candidates(history);
  EXPECT_LT(best(all)->mean(), 0.05);
}

}  // namespace
}  // namespace cdp::sampling
