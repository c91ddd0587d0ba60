// All samplers: reproducible, resumed as if never stopped, within the space. What each is good at is in its own test.
#include "study/sampling/sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/study/sampling/landscapes.h"

namespace cdp::sampling {
namespace {

class EverySampler : public ::testing::TestWithParam<SamplerRow> {
 protected:
  Search search(const Landscape& landscape, std::size_t budget) const {
    return {GetParam().sampler, landscape.space, 3, budget, 2};
  }
};

TEST_P(EverySampler, IsReproducible) {
  Landscape landscape(1, 3);
  landscape.noise = 0.01;
  const auto proposals = [&](std::uint64_t seed) {
    Search same = search(landscape, 40);
    same.seed = seed;
    std::vector<Proposal> all;
    for (const Trial& trial : searched(landscape, same)) all.push_back(trial.proposal);
    return all;
  };
  EXPECT_EQ(proposals(3), proposals(3));
  EXPECT_NE(proposals(3), proposals(4));
}

TEST_P(EverySampler, GoesOnAfterAStopAsIfThereWasNone) {
  const Landscape landscape(2, 3);
  const Search same = search(landscape, 32);
  const std::vector<Trial> whole = searched(landscape, same);
  for (const std::size_t stop : {1U, 12U, 31U}) {
    // Only what a study keeps: a copy of the trials.
    std::vector<Trial> history(whole.begin(), whole.begin() + stop);
    while (history.size() < same.budget) history.push_back(landscape.run(propose(same, history)));
    for (std::size_t i = 0; i < whole.size(); ++i)
      EXPECT_EQ(history[i].proposal, whole[i].proposal) << stop << " " << i;
  }
}

TEST_P(EverySampler, BeginsAtTheStartAndStaysInTheSpace) {
  const Landscape landscape(3, 5);
  const std::vector<Trial> history = searched(landscape, search(landscape, 40));
  EXPECT_EQ(history.front().proposal.point, landscape.space.start());
  for (const Trial& trial : history) {
    ASSERT_EQ(trial.proposal.point.size(), landscape.space.size());
    for (std::size_t d = 0; d < landscape.space.size(); ++d) {
      EXPECT_GE(trial.proposal.point[d], landscape.space.dimensions[d].low);
      EXPECT_LE(trial.proposal.point[d], landscape.space.dimensions[d].high);
    }
  }
}

TEST_P(EverySampler, GoesOnWhileRunsArePending) {
  const Landscape landscape(4, 3);
  const Search same = search(landscape, 60);
  std::vector<Trial> history;
  for (std::size_t i = 0; i < same.budget; ++i) {
    history.push_back({propose(same, history), Outcome::kPending, 0});
    if (i >= 4) history[i - 4] = landscape.run(history[i - 4].proposal);  // four at a time
  }
  for (std::size_t i = 1; i < history.size(); ++i)
    for (std::size_t j = std::max<std::size_t>(i, 4) - 4; j < i; ++j)
      EXPECT_NE(history[i].proposal, history[j].proposal) << "the same is not tried twice at once: " << i << " " << j;
}

TEST_P(EverySampler, LivesWithALandscapeWhereAllDiverges) {
  const Landscape landscape(5, 2);
  const Search same = search(landscape, 40);
  std::vector<Trial> history;
  while (history.size() < same.budget) history.push_back({propose(same, history), Outcome::kDiverged, 0});
  EXPECT_EQ(history.back().proposal.point.size(), landscape.space.size());
}

INSTANTIATE_TEST_SUITE_P(Search, EverySampler, ::testing::ValuesIn(samplers().begin(), samplers().end()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Samplers, AreFoundByTheirWords) {
  for (const SamplerRow& row : samplers()) EXPECT_EQ(find_sampler(row.name), row.sampler);
  EXPECT_EQ(find_sampler("grid"), std::nullopt);
}

Trial ran(std::vector<double> point, double loss, std::uint64_t seed = 0) {
  return {{std::move(point), seed, {}}, Outcome::kFinished, loss};
}

TEST(Confirm, RunsAChallengerAgainUntilItHoldsOrFails) {
  const Search search{Sampler::trust, {{{"base.lr"}}}, 1, 100, 3};
  std::vector<Trial> history = {ran({1}, 2), ran({1}, 2.1, 1), ran({1}, 2, 2), ran({2}, 1.5)};
  const auto next = [&] { return confirm(search, history, candidates(history)); };
  ASSERT_TRUE(next());
  EXPECT_EQ(next()->point, std::vector<double>{2});
  EXPECT_EQ(next()->seed, 1U);
  history.push_back({*next(), Outcome::kPending, 0});
  EXPECT_EQ(next()->seed, 2U) << "what is running counts";
  history.back() = ran({2}, 3, 1);
  EXPECT_FALSE(next()) << "its mean, 2.25, is no better than the leader's";
  history.back() = ran({2}, 1.6, 1);
  EXPECT_EQ(next()->seed, 2U);
  history.push_back({*next(), Outcome::kDiverged, 0});
  EXPECT_FALSE(next()) << "a point that diverges with one seed is no challenger";
}

TEST(Confirm, RunsTheStartAgainSoThatAGainHasAnInterval) {
  const Search search{Sampler::trust, {{{"base.lr"}}}, 1, 100, 2};
  const std::vector<Trial> history = {ran({1}, 2), ran({2}, 1), ran({2}, 1, 1)};
  const auto again = confirm(search, history, candidates(history));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->point, std::vector<double>{1});
}

}  // namespace
}  // namespace cdp::sampling
