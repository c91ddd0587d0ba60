// Known ratios of tokens come back, intervals hold them as often as they say, and what lies beyond the curves is not
// claimed.
#include "study/search/tokens.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "study/statistics/random.h"

namespace cdp::study {
namespace {

using Curve = std::vector<CurvePoint>;

/// 2 + (tokens * times)^-0.2 at twenty points of a run: who has the larger `times` is so many times sooner anywhere.
Curve power_law(double times, double noise = 0, Random* random = nullptr) {
  Curve curve;
  for (int i = 1; i <= 20; ++i) {
    const double fraction = i / 20.0;
    const double drawn = random == nullptr ? 0 : noise * random->normal();
    curve.push_back({fraction, 2 + std::pow(times * fraction, -0.2) + drawn});
  }
  return curve;
}

class Pairs {
 public:
  void add(Curve better, Curve worse) {
    curves_.push_back(std::move(better));
    curves_.push_back(std::move(worse));
    pairs_.push_back({&curves_[curves_.size() - 2], &curves_.back()});
  }
  [[nodiscard]] std::optional<EqualLoss> judged() const { return tokens_to_equal_loss(pairs_); }

 private:
  std::deque<Curve> curves_;
  std::vector<CurvePair> pairs_;
};

EqualLoss noiseless(double better, double worse) {
  Pairs pairs;
  pairs.add(power_law(better), power_law(worse));
  pairs.add(power_law(better), power_law(worse));
  return pairs.judged().value_or(EqualLoss{});
}

TEST(TokensToEqualLoss, AreTheRatioOfCurvesThatAreShifted) {
  for (const double times : {1.0, 1.1, 1.5, 4.0}) {
    const EqualLoss found = noiseless(times, 1);
    EXPECT_NEAR(found.times.value_or(0), times, 0.01 * times) << times;
    EXPECT_NEAR(found.low.value_or(0), times, 0.01 * times) << times;  // without noise nothing else is possible
    EXPECT_NEAR(found.high.value_or(0), times, 0.01 * times) << times;
    EXPECT_NEAR(noiseless(1, times).times.value_or(0), 1 / times, 0.01 / times) << times;  // the other way round
  }
}

TEST(TokensToEqualLoss, IntervalsHoldTheTruthAsOftenAsTheySay) {
  constexpr double kTruth = 1.4;
  constexpr int kStudies = 300;
  for (const int seeds : {3, 6}) {
    int held = 0, bounded = 0;
    for (int study = 0; study < kStudies; ++study) {
      Random random(7, static_cast<std::uint64_t>(study * 10 + seeds));
      Pairs pairs;
      for (int seed = 0; seed < seeds; ++seed) pairs.add(power_law(kTruth, 0.01, &random), power_law(1, 0.01, &random));
      const auto found = pairs.judged();
      ASSERT_TRUE(found);
      held += found->low.value_or(0) <= kTruth && kTruth <= found->high.value_or(INFINITY) ? 1 : 0;
      bounded += found->low && found->high ? 1 : 0;
      EXPECT_GT(found->times.value_or(1), 0);
      EXPECT_LT(found->low.value_or(0), found->high.value_or(INFINITY));
    }
    EXPECT_GE(held, kStudies * 0.92) << seeds;
    EXPECT_LE(held, kStudies * 0.99) << seeds;  // and are no wider than that
    EXPECT_GT(bounded, kStudies * 0.9) << seeds;
  }
}

TEST(TokensToEqualLoss, WhereNothingDiffersOneIsInTheInterval) {
  Random random(3);
  int refused = 0;
  for (int study = 0; study < 200; ++study) {
    Pairs pairs;
    for (int seed = 0; seed < 3; ++seed) pairs.add(power_law(1, 0.02, &random), power_law(1, 0.02, &random));
    const auto found = pairs.judged();
    refused += found->low.value_or(0) > 1 || found->high.value_or(INFINITY) < 1 ? 1 : 0;
    EXPECT_GE(found->low.value_or(0), 0);
  }
  EXPECT_LE(refused, 20);
}

TEST(TokensToEqualLoss, BeyondTheCurvesThereIsABoundAlone) {
  const EqualLoss far = noiseless(100, 1);  // below the other's last loss from its first twentieth on
  EXPECT_FALSE(far.times);
  EXPECT_FALSE(far.high);
  EXPECT_NEAR(far.low.value_or(0), 20, 0.2);
  EXPECT_EQ(words(far).substr(0, 10), "more than ");
  const EqualLoss behind = noiseless(1, 100);
  EXPECT_FALSE(behind.times);
  EXPECT_NEAR(behind.high.value_or(0), 0.05, 0.001);
  EXPECT_EQ(words(behind), "less than 0.05 x fewer");
}

TEST(TokensToEqualLoss, SeedsThatDisagreeDecideNothing) {
  Pairs pairs;
  pairs.add(power_law(9), power_law(1));
  pairs.add(power_law(1), power_law(9));
  const auto found = pairs.judged();
  EXPECT_FALSE(found->low);
  EXPECT_FALSE(found->high);
  EXPECT_EQ(words(*found), "cannot tell");
}

TEST(TokensToEqualLoss, OneSeedHasNoInterval) {
  Pairs pairs;
  pairs.add(power_law(1.5), power_law(1));
  const auto found = pairs.judged();
  EXPECT_FALSE(found->low);
  EXPECT_FALSE(found->high);
  EXPECT_EQ(words(*found), "1.50 x fewer (one seed)");
}

TEST(TokensToEqualLoss, RunsWithoutAWholeCurveAreLeftOut) {
  Pairs pairs;
  pairs.add({}, power_law(1));
  EXPECT_FALSE(pairs.judged());
  pairs.add({{0.5, NAN}, {1, 2}}, power_law(1));
  EXPECT_FALSE(pairs.judged());
  pairs.add({{1, 2}}, {{1, 2.5}});  // a single point: nothing but a run's end is known
  ASSERT_TRUE(pairs.judged());
  EXPECT_FALSE(pairs.judged()->times);
}

TEST(TokensToEqualLoss, HaveWords) {
  EXPECT_EQ(words(EqualLoss{3, 1.254, 1.101, 1.43}), "1.25 x fewer (1.10 to 1.43)");
  EXPECT_EQ(words(EqualLoss{3, 2.5, 1.1, {}}), "more than 1.10 x fewer");
}

}  // namespace
}  // namespace cdp::study
