// The verdict against sweeps whose answer is known: 200 of each kind, right in 95% and never the opposite.
#include "study/transfer/verdict.h"

#include <gmock/gmock.h>

#include <map>

#include "study/transfer/transfer.h"
#include "tests/study/transfer/synthetic.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kSweeps = 200;

Transfer transfer(const Law& law, std::uint64_t seed = 1, std::optional<double> tolerance = {}) {
  return transfer_of(sweeps_of(sweep_of(law, seed), {})->front(), {tolerance, 400});
}

std::map<TransferWord, int> verdicts(const Law& law) {
  std::map<TransferWord, int> count;
  for (int i = 0; i < kSweeps; ++i) ++count[transfer(law, static_cast<std::uint64_t>(i)).verdict.word];
  return count;
}

void expect(const Law& law, TransferWord right) {
  auto count = verdicts(law);
  EXPECT_GE(count[right], kSweeps * 95 / 100);
  EXPECT_TRUE(right != TransferWord::kFast || count[TransferWord::kSlow] == 0);
  EXPECT_TRUE(right != TransferWord::kSlow || count[TransferWord::kFast] == 0);
}

/// The printed fit of a ReLU network on the indicator of a ball (arXiv:2512.22768): beta is alpha / 2, near enough.
Law slow_law() {
  Law law;
  law.alpha = 0.742, law.beta = 0.388, law.shift = 2, law.lowest = -11, law.values = 9;
  return law;
}

TEST(VerdictOver200Sweeps, FastWhereTheOptimumStays) {
  Law law;
  law.shift = 0;
  law.noise = 0.02;
  expect(law, TransferWord::kFast);
}

TEST(VerdictOver200Sweeps, FastWhereTheOptimumSettlesAtOnce) {
  expect({}, TransferWord::kFast);
}

TEST(VerdictOver200Sweeps, FastByTheTrendWhereTheSmallestScaleIsFarOff) {
  Law law;
  law.shift = 1.9, law.values = 9;  // 27% of the gap, but beta 1 against alpha / 2 = 0.5
  expect(law, TransferWord::kFast);
}

TEST(VerdictOver200Sweeps, SlowByThePrintedFit) {
  expect(slow_law(), TransferWord::kSlow);
}

TEST(VerdictOver200Sweeps, SlowByThePrintedFitOfOneSeed) {
  Law law = slow_law();
  law.seeds = 1;
  expect(law, TransferWord::kSlow);
}

TEST(VerdictOver200Sweeps, SlowWhereTheOptimumRunsAway) {
  Law law;  // as an unscaled learning rate under sp: an octave a doubling, where the proxy's optimum diverges
  law.alpha = 0.6, law.shift = 400, law.beta = 0.0025, law.optimum = -408;
  law.lowest = -16, law.values = 12, law.diverges_above = 2.6;
  expect(law, TransferWord::kSlow);
}

TEST(VerdictOver200Sweeps, CannotTellAtTheEdge) {
  Law law = slow_law();
  law.optimum = -4.2, law.shift = -2, law.values = 7;
  expect(law, TransferWord::kCannotTell);
}

TEST(VerdictOver200Sweeps, CannotTellOfTwoMinima) {
  Law law;
  law.second_well = 0.82, law.lowest = -14, law.values = 10;
  expect(law, TransferWord::kCannotTell);
}

TEST(VerdictOver200Sweeps, CannotTellThroughNoise) {
  Law fast;
  fast.noise = 0.3;
  expect(fast, TransferWord::kCannotTell);
  Law slow = slow_law();
  slow.noise = 0.3;
  expect(slow, TransferWord::kCannotTell);
}

TEST(VerdictOver200Sweeps, NeverTheOppositeWhereNoiseIsBetween) {
  for (const double noise : {0.03, 0.06}) {
    Law fast;
    fast.noise = noise;
    fast.shift = 1.9, fast.values = 9;
    EXPECT_EQ(verdicts(fast)[TransferWord::kSlow], 0) << noise;
    Law slow = slow_law();
    slow.noise = noise;
    EXPECT_EQ(verdicts(slow)[TransferWord::kFast], 0) << noise;
  }
}

TEST(Verdict, FastNamesTheRegret) {
  const Verdict fast = transfer({}).verdict;
  EXPECT_EQ(fast.word, TransferWord::kFast);
  ASSERT_EQ(fast.reasons.size(), 1U);
  EXPECT_THAT(fast.reasons[0], HasSubstr("the optimum of width 64 costs "));
  EXPECT_THAT(fast.reasons[0], HasSubstr(": less than 5%"));
  EXPECT_TRUE(fast.decide.empty());
}

TEST(Verdict, FastByTheTrendNamesTheScaleToTuneAt) {
  Law law;
  law.shift = 1.9, law.values = 9;
  const Verdict fast = transfer(law).verdict;
  EXPECT_EQ(fast.word, TransferWord::kFast);
  ASSERT_EQ(fast.reasons.size(), 2U);
  EXPECT_THAT(fast.reasons[1], HasSubstr("tune at width 512 or above"));
}

TEST(Verdict, SlowNamesTheMiddleScaleAndTheTrend) {
  const Verdict slow = transfer(slow_law()).verdict;
  EXPECT_EQ(slow.word, TransferWord::kSlow);
  ASSERT_EQ(slow.reasons.size(), 3U);
  EXPECT_THAT(slow.reasons[0], HasSubstr("more than 5%"));
  EXPECT_THAT(slow.reasons[1], HasSubstr("width 256"));
}

TEST(Verdict, EdgesSayWhereMoreValuesAreNeeded) {
  Law law;
  law.optimum = -4, law.shift = 0;
  const Verdict edge = transfer(law).verdict;
  EXPECT_THAT(edge.reasons,
              ElementsAre("the optimum at width 64, 128, 256, 512 and 1024 is at the largest value of base.lr"));
  EXPECT_THAT(edge.decide, ElementsAre("values of base.lr above 0.03125 at width 64, 128, 256, 512 and 1024"));
  law.optimum = -12;
  EXPECT_THAT(transfer(law).verdict.decide,
              ElementsAre("values of base.lr below 0.0004883 at width 64, 128, 256, 512 and 1024"));
  law.optimum = -6.8, law.diverges_above = 0.5;
  EXPECT_THAT(transfer(law).verdict.decide,
              ElementsAre("values of base.lr between 0.007812 and 0.01562 at width 64, 128, 256, 512 and 1024"));
}

TEST(Verdict, TooFewScalesAndValuesAreSaid) {
  Law law;
  law.widths = {64, 128};
  const Verdict few = transfer(law).verdict;
  EXPECT_EQ(few.word, TransferWord::kCannotTell);
  EXPECT_THAT(few.reasons, ElementsAre("2 values of width cannot show a trend"));
  EXPECT_THAT(few.decide, ElementsAre("runs at three values of width or more, better five"));
  law = {};
  law.values = 3, law.seeds = 1, law.lowest = -9;
  EXPECT_THAT(transfer(law).verdict.reasons,
              ElementsAre("nothing tells the noise at width 64, 128, 256, 512 and 1024"));
  law.values = 2;
  EXPECT_THAT(transfer(law).verdict.reasons,
              ElementsAre("at width 64, 128, 256, 512 and 1024 fewer than three values of base.lr did not diverge"));
}

TEST(Verdict, ALossThatDoesNotFallNeedsATolerance) {
  Law law;
  law.gap = 0;
  law.shift = 0.3;
  const Verdict flat = transfer(law).verdict;
  EXPECT_EQ(flat.word, TransferWord::kCannotTell);
  EXPECT_THAT(flat.reasons, ElementsAre(HasSubstr("nothing to hold the regret against")));
  EXPECT_THAT(flat.decide, ElementsAre(HasSubstr("--tolerance")));
  EXPECT_EQ(transfer(law, 1, 0.05).verdict.word, TransferWord::kFast);
  law.beta = 0.0025, law.shift = 400, law.optimum = -408, law.values = 12, law.lowest = -16;
  EXPECT_EQ(transfer(law, 1, 0.01).verdict.word, TransferWord::kSlow);
}

TEST(Verdict, ARegretOnTheLineAsksForSeedsAndScales) {
  Law law = slow_law();
  law.shift = 1.1, law.noise = 0.02;
  const Verdict open = transfer(law).verdict;
  EXPECT_EQ(open.word, TransferWord::kCannotTell);
  ASSERT_FALSE(open.decide.empty());
  EXPECT_THAT(open.decide.back(), "one more scale, as width 2048");
}

}  // namespace
}  // namespace cdp::study
