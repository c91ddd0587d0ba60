// The quasi-random sampler covers every part of the space sooner than chance.
#include <gtest/gtest.h>

#include <set>

#include "study/sampling/sampler.h"

namespace cdp::sampling {
namespace {

std::size_t cells(Sampler sampler, std::uint64_t seed) {
  const Search search{sampler, {{{"a", 1, 16, 2, true}, {"b", 1, 16, 2, true}}}, seed, 36, 1};
  std::vector<Trial> history;
  std::set<std::pair<int, int>> seen;
  for (std::size_t i = 0; i < search.budget; ++i) {
    history.push_back({propose(search, history), Outcome::kPending, 0});
    const auto unit = to_unit(search.space, history.back().proposal.point);
    seen.emplace(static_cast<int>(unit[0] * 3.999), static_cast<int>(unit[1] * 3.999));
  }
  return seen.size();
}

TEST(HaltonSearch, MissesNoPartOfTheSpace) {
  std::size_t missed_by_chance = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_GE(cells(Sampler::halton, seed), 15U) << seed;
    missed_by_chance += 16 - cells(Sampler::random, seed);
  }
  EXPECT_GT(missed_by_chance, 5U);
}

}  // namespace
}  // namespace cdp::sampling
