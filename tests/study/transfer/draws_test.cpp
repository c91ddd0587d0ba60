// Draws are the same each time, and spread as the errors of the fits say.
#include "study/transfer/draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/study/transfer/synthetic.h"

namespace cdp::study {
namespace {

std::vector<Curve> curves(const Law& law) {
  return curves_of(sweeps_of(sweep_of(law, 1), {})->front());
}

TEST(Draws, AreTheSameEachTime) {
  const auto some = curves({});
  EXPECT_EQ(draw(some, 50)[2].optimum, draw(some, 50)[2].optimum);
  EXPECT_EQ(draw(some, 50).size(), 5U);
  EXPECT_EQ(draw(some, 50)[0].lowest.size(), 50U);
}

TEST(Draws, SpreadAsTheErrorsSay) {
  const auto some = curves({});
  const auto draws = draw(some, 4000);
  for (std::size_t i = 0; i < some.size(); ++i) {
    double squares = 0, lowest = 0;
    for (std::size_t n = 0; n < 4000; ++n) {
      squares += std::pow(draws[i].optimum[n] - some[i].optimum(), 2) / 4000;
      lowest += std::pow(draws[i].lowest[n] - some[i].lowest(), 2) / 4000;
    }
    EXPECT_NEAR(std::sqrt(squares) / vertex_error(*some[i].parabola, some[i].noise), 1, 0.15);
    EXPECT_NEAR(std::sqrt(lowest) / lowest_error(*some[i].parabola, some[i].noise), 1, 0.15);
  }
}

TEST(Draws, WithoutNoiseAreAllTheFit) {
  Law law;
  law.noise = 0;
  const auto some = curves(law);
  const auto draws = draw(some, 10);
  for (const double optimum : draws[1].optimum) EXPECT_NEAR(optimum, some[1].optimum(), 1e-6);
}

}  // namespace
}  // namespace cdp::study
