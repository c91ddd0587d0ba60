// The vertex of parabolas: exact where the points are, and intervals that hold it as often as they say.
#include "study/statistics/parabola.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "study/statistics/random.h"

namespace cdp::study {
namespace {

constexpr std::array<double, 7> kX = {-9, -8, -7, -6, -5, -4, -3};

std::vector<double> noisy(double vertex, double curvature, double noise, Random& random) {
  std::vector<double> y;
  for (const double x : kX) y.push_back(2 + curvature * (x - vertex) * (x - vertex) + noise * random.normal());
  return y;
}

TEST(Parabola, IsExactWhereThePointsAre) {
  Random random(1);
  const auto parabola = fit_parabola(kX, noisy(-5.3, 0.25, 0, random));
  ASSERT_TRUE(parabola && parabola->has_minimum());
  EXPECT_NEAR(parabola->vertex(), -5.3, 1e-10);
  EXPECT_NEAR(parabola->lowest(), 2, 1e-10);
  EXPECT_NEAR(parabola->curvature(), 0.25, 1e-10);
  EXPECT_NEAR(parabola->at(-3.3), 3, 1e-10);
}

TEST(Parabola, MatchesAFitWorkedOutByHand) {
  // y = 1, 0, 1, 2 at 0..3: normal equations give 0.9 - 1.1 x + 0.5 x^2, residual sum 0.2.
  const std::array<double, 4> x = {0, 1, 2, 3};
  const std::array<double, 4> y = {1, 0, 1, 2};
  const auto parabola = fit_parabola(x, y);
  ASSERT_TRUE(parabola);
  EXPECT_NEAR(parabola->vertex(), 1.1, 1e-12);
  EXPECT_NEAR(parabola->at(0), 0.9, 1e-12);
  EXPECT_NEAR(parabola->noise.variance, 0.2, 1e-12);
  EXPECT_EQ(parabola->noise.freedom, 1U);
  EXPECT_NEAR(parabola->leverages.sum(), 3, 1e-12);
}

TEST(Parabola, BothErrorsAreThoseOfManySweeps) {
  constexpr int kSweeps = 4000;
  constexpr double kNoise = 0.1;
  Random random(2);
  double squares = 0, lowest_squares = 0, error = 0, lowest = 0;
  int held = 0;
  for (int i = 0; i < kSweeps; ++i) {
    const auto parabola = fit_parabola(kX, noisy(-5.5, 0.1, kNoise, random));
    ASSERT_TRUE(parabola && parabola->has_minimum());
    squares += std::pow(parabola->vertex() + 5.5, 2);
    lowest_squares += std::pow(parabola->lowest() - 2, 2);
    const Noise known = {kNoise * kNoise, 1000};
    error += vertex_error(*parabola, known) / kSweeps;
    lowest += lowest_error(*parabola, known) / kSweeps;
    held += vertex_interval(*parabola, parabola->noise).holds(-5.5) ? 1 : 0;
  }
  EXPECT_NEAR(error / std::sqrt(squares / kSweeps), 1, 0.08);
  EXPECT_NEAR(lowest / std::sqrt(lowest_squares / kSweeps), 1, 0.08);
  EXPECT_NEAR(held / static_cast<double>(kSweeps), 0.95, 0.015);
}

TEST(Parabola, ProfileAndDeltaMethodAgreeWhereTheVertexIsSure) {
  Random random(3);
  const auto parabola = fit_parabola(kX, noisy(-6, 0.1, 0.001, random));
  ASSERT_TRUE(parabola);
  const Noise noise = {1e-6, 1000};
  const Interval interval = vertex_interval(*parabola, noise);
  EXPECT_NEAR((interval.high - interval.low) / 2, 1.962 * vertex_error(*parabola, noise), 1e-5);
}

TEST(Parabola, SaysWhatThePointsDoNotShow) {
  const std::array<double, 3> x = {1, 2, 3};
  const std::array<double, 3> flat = {1, 1, 1};
  const auto parabola = fit_parabola(x, flat);
  ASSERT_TRUE(parabola);
  EXPECT_FALSE(parabola->has_minimum());
  EXPECT_TRUE(std::isinf(vertex_interval(*parabola, parabola->noise).high));
  const std::array<double, 3> hill = {1, 2, 1};
  EXPECT_FALSE(fit_parabola(x, hill)->has_minimum());
  const std::array<double, 3> two_places = {1, 2, 2};
  EXPECT_FALSE(fit_parabola(two_places, hill));
  EXPECT_FALSE(fit_parabola(std::span(x).first(2), std::span(flat).first(2)));
  const std::array<double, 3> huge = {1e300, -1e300, 1e308};
  EXPECT_FALSE(fit_parabola(huge, flat));
  Random random(4);
  const auto swamped = fit_parabola(kX, noisy(-6, 1e-4, 1, random));
  ASSERT_TRUE(swamped);
  EXPECT_TRUE(std::isinf(vertex_interval(*swamped, swamped->noise).low));
}

}  // namespace
}  // namespace cdp::study
