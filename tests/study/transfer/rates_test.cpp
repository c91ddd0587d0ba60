// Rates of laws that are known, and what cannot be told.
#include "study/transfer/rates.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "study/statistics/random.h"

namespace cdp::study {
namespace {

constexpr std::array<double, 5> kScales = {64, 128, 256, 512, 1024};
constexpr std::array<double, 5> kAlike = {1, 1, 1, 1, 1};

std::vector<double> law(double limit, double amplitude, double rate) {
  std::vector<double> y;
  for (const double scale : kScales) y.push_back(limit + amplitude * std::pow(scale, -rate));
  return y;
}

TEST(Rates, FindTheRateOfALaw) {
  for (const double rate : {0.388, 0.742, 1.0, 2.5}) {
    EXPECT_NEAR(RateFitter(kScales, kAlike, Direction::kFalls).rate(law(2, 30, rate)), rate, 0.005) << rate;
    EXPECT_NEAR(RateFitter(kScales, kAlike, Direction::kEither).rate(law(-8, -30, rate)), rate, 0.005) << rate;
  }
}

TEST(Rates, GoThroughZeroToWhatRunsAway) {
  std::vector<double> logs;
  for (const double scale : kScales) logs.push_back(std::log2(scale));
  EXPECT_NEAR(RateFitter(kScales, kAlike, Direction::kEither).rate(logs), 0, 0.01);
  EXPECT_NEAR(RateFitter(kScales, kAlike, Direction::kEither).rate(law(0, 1, -0.5)), -0.5, 0.01);
}

TEST(Rates, ALossThatRisesHasNoRateOfAFall) {
  const std::vector<double> y = law(2, -30, 1);
  const double rate = RateFitter(kScales, kAlike, Direction::kFalls).rate(y);
  EXPECT_TRUE(rate < 0 || rate > 2) << rate;
}

TEST(Rates, WeightsSayWhomToBelieve) {
  std::vector<double> y = law(0, 1, 1);
  y[4] += 0.01;
  const std::array<double, 5> last_is_unsure = {1, 1, 1, 1, 1e-9};
  EXPECT_NEAR(RateFitter(kScales, last_is_unsure, Direction::kEither).rate(y), 1, 0.01);
  EXPECT_GT(std::abs(RateFitter(kScales, kAlike, Direction::kEither).rate(y) - 1), 0.3);
}

TEST(Rates, AreIdentifiableWhereTheDataHoldThem) {
  Random random(1);
  std::vector<double> sure, unsure;
  const RateFitter fitter(kScales, kAlike, Direction::kEither);
  for (int i = 0; i < 300; ++i) {
    std::vector<double> y = law(0, 64, 1);
    std::vector<double> flat = law(0, 0, 1);
    for (double& one : y) one += 0.01 * random.normal();
    for (double& one : flat) one += 0.01 * random.normal();
    sure.push_back(fitter.rate(y));
    unsure.push_back(fitter.rate(flat));
  }
  EXPECT_TRUE(judge_rate(1, sure, 5).identifiable);
  EXPECT_TRUE(judge_rate(1, sure, 5).interval.holds(1));
  EXPECT_FALSE(judge_rate(1, sure, 3).identifiable) << "three points have a curve of every rate";
  EXPECT_FALSE(judge_rate(1, unsure, 5).identifiable);
}

}  // namespace
}  // namespace cdp::study
