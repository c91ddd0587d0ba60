// Global random search: uniform in the logarithm of every range.
#include <gtest/gtest.h>

#include <cmath>

#include "study/sampling/sampler.h"

namespace cdp::sampling {
namespace {

TEST(RandomSearch, IsUniformInTheLogarithm) {
  const Search search{Sampler::random, {{{"base.lr", 1e-4, 1, 0.01, true}}}, 1, 2000, 1};
  std::vector<Trial> history;
  int counts[4] = {};
  for (std::size_t i = 0; i < search.budget; ++i) {
    history.push_back({propose(search, history), Outcome::kPending, 0});
    const double place = to_unit(search.space.dimensions[0], history.back().proposal.point[0]);
    ++counts[std::min(3, static_cast<int>(place * 4))];
  }
  for (const int count : counts) EXPECT_NEAR(count, 500, 80);
}

}  // namespace
}  // namespace cdp::sampling
