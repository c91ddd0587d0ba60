// Points with their runs, the best of them, and by how much it is better.
#include "study/sampling/trial.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::sampling {
namespace {

Trial ran(double x, double loss, Outcome outcome = Outcome::kFinished) {
  return {{{x}, 0, {}}, outcome, loss};
}

TEST(Candidates, AreTheRunsOfAPoint) {
  const std::vector<Trial> history = {
      ran(1, 2), ran(2, 3), ran(1, 4), ran(2, 0, Outcome::kDiverged), ran(3, 0, Outcome::kPending), ran(4, NAN)};
  const auto all = candidates(history);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].first, 0U);
  EXPECT_EQ(all[0].losses, (std::vector<double>{2, 4}));
  EXPECT_EQ(all[0].mean(), 3);
  EXPECT_EQ(all[1].diverged, 1U);
  EXPECT_EQ(all[1].mean(), std::numeric_limits<double>::infinity()) << "it diverged with one seed";
  EXPECT_EQ(all[2].pending, 1U);
  EXPECT_FALSE(all[2].sound());
  EXPECT_EQ(all[3].diverged, 1U) << "a loss that is no number";
}

TEST(Best, HasEnoughRunsWhereThereIsOne) {
  std::vector<Trial> history = {ran(1, 2), ran(2, 1), ran(1, 2.2)};
  EXPECT_EQ(best(candidates(history), 1)->first, 1U);
  {
    const auto all = candidates(history);
    EXPECT_EQ(best(all, 2)->first, 0U);
    EXPECT_EQ(best(all, 3)->first, 1U) << "none has three";
  }
  const std::vector<Trial> bad = {ran(1, 0, Outcome::kDiverged)};
  const auto none = candidates(bad);
  EXPECT_EQ(best(none), nullptr);
}

TEST(Gain, HasWelchsInterval) {
  const Candidate start{0, {2.0, 2.2, 2.1}, 0, 0};
  const Candidate winner{1, {1.8, 1.9, 2.0}, 0, 0};
  const Gain gain = gain_over(start, winner);
  EXPECT_NEAR(gain.mean, 0.2, 1e-12);
  // Both variances 0.01, three runs each: 4 degrees of freedom, t 2.776, standard error sqrt(0.02 / 3).
  EXPECT_NEAR(gain.half_width, 2.776 * std::sqrt(0.02 / 3), 2e-3);
  EXPECT_EQ(gain_over(start, {1, {1.8}, 0, 0}).half_width, std::numeric_limits<double>::infinity());
  EXPECT_EQ(gain_over({0, {2, 2}, 0, 0}, {1, {1, 1}, 0, 0}).half_width, 0) << "runs that do not vary";
}

}  // namespace
}  // namespace cdp::sampling
