// Which exponents pass and which fail, and under what name.
#include "compiler/coordcheck/verdict.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

/// The verdict on one quantity of `head`, whose slope is that, under what is expected of it.
Check check_of(Quantity quantity, double slope, Range range, const Roles& more = {}, bool deepens = false) {
  Expected expected;
  expected.roles = more;
  expected.roles.values.insert("head");
  expected.ranges["head"][quantity] = std::move(range);
  const Series series{"head", quantity, {{quantity == Quantity::kEntry ? 0 : 1, points(slope)}}};
  Study study = kWidth;
  study.deepens = deepens;
  return judge(std::vector<Series>{series}, expected, study, kTolerance).at(0);
}

const Range kNone{0, 0, "not known"};

TEST(Judge, WhatIsAsPredictedAgrees) {
  EXPECT_EQ(check_of(Quantity::kEntry, -0.5, {-0.5, -0.5}).verdict, Verdict::kAgrees);
  EXPECT_EQ(check_of(Quantity::kFirst, -0.3, {-0.5, 0}).verdict, Verdict::kAgrees);
  EXPECT_EQ(check_of(Quantity::kGradient, -0.9, {-1, -1}).verdict, Verdict::kAgrees);
}

TEST(Judge, AnotherExponentThanPredictedDisagrees) {
  const Check check = check_of(Quantity::kGradient, -0.5, {-1, -1});
  EXPECT_EQ(check.verdict, Verdict::kDisagrees);
  EXPECT_EQ(check.words, "goes as width^-0.50, predicted is -1.00");
  EXPECT_NEAR(check.distance(), 0.5, 1e-9);
  EXPECT_EQ(check_of(Quantity::kEntry, -0.5, {0, 0}).verdict, Verdict::kDisagrees);
}

TEST(Judge, WhatGrowsExplodesWhateverWasPredicted) {
  for (const Quantity quantity : {Quantity::kEntry, Quantity::kFirst, Quantity::kChange}) {
    EXPECT_EQ(check_of(quantity, 0.5, {0.5, 0.5}).verdict, Verdict::kExplodes);
    EXPECT_EQ(check_of(quantity, 0.5, kNone).verdict, Verdict::kExplodes);
    EXPECT_EQ(check_of(quantity, 0.1, kNone).verdict, Verdict::kStable);
  }
  EXPECT_EQ(check_of(Quantity::kGradient, 0.5, kNone).verdict, Verdict::kUnpredicted);
}

TEST(Judge, WhatMovesLessInALargerModelLearnsLess) {
  EXPECT_EQ(check_of(Quantity::kChange, -0.5, kNone).verdict, Verdict::kFades);
  EXPECT_EQ(check_of(Quantity::kChange, -0.5, {-0.5, -0.5}).verdict, Verdict::kFades);
  EXPECT_EQ(check_of(Quantity::kFirst, -0.5, kNone).verdict, Verdict::kStable);  // not aligned yet
  EXPECT_EQ(check_of(Quantity::kEntry, -0.5, kNone).verdict, Verdict::kStable);  // a readout may begin at nothing
}

TEST(Judge, ABranchMayDoLessWhereThereAreMoreOfThem) {
  EXPECT_EQ(check_of(Quantity::kChange, -1, kNone, {}, true).verdict, Verdict::kStable);
  EXPECT_EQ(check_of(Quantity::kChange, -1, kNone, {{}, {"head"}, {}}, true).verdict, Verdict::kFades);
}

TEST(Judge, WhatARuleRescalesIsHeldToThePredictionAlone) {
  const Roles rescaled{{}, {}, {"head"}};
  EXPECT_EQ(check_of(Quantity::kChange, 1, {1, 1}, rescaled).verdict, Verdict::kAgrees);
  EXPECT_EQ(check_of(Quantity::kChange, 1, kNone, rescaled).verdict, Verdict::kUnpredicted);
  EXPECT_EQ(check_of(Quantity::kChange, 1, {0, 0}, rescaled).verdict, Verdict::kDisagrees);
}

TEST(Judge, AWideIntervalIsNoFailure) {
  Expected expected;
  expected.roles.values.insert("head");
  const Series series{"head", Quantity::kChange, {{1, points(0.3, 1, 1.0)}}};
  const Check check = judge(std::vector<Series>{series}, expected, kWidth, kTolerance).at(0);
  EXPECT_GT(check.fit->half, 0.2);
  EXPECT_EQ(check.verdict, Verdict::kStable);
}

TEST(Judge, NoNumberAndNothingAreSaid) {
  Expected expected;
  expected.roles.values.insert("head");
  auto diverged = points(0);
  diverged[4].size = std::numeric_limits<double>::quiet_NaN();
  std::vector<Series> series = {{"head", Quantity::kChange, {{1, points(0)}, {2, diverged}, {3, points(0)}}}};
  Check check = judge(series, expected, kWidth, kTolerance).at(0);
  EXPECT_EQ(check.verdict, Verdict::kNotFinite);
  EXPECT_EQ(check.words, "is not finite at width 128, seed 2, step 2");
  EXPECT_TRUE(fails(check.verdict));
  auto still = points(0);
  still[0].size = 0;
  series[0].steps = {{1, still}};
  check = judge(series, expected, kWidth, kTolerance).at(0);
  EXPECT_EQ(check.verdict, Verdict::kZero);
  EXPECT_FALSE(fails(check.verdict));
}

TEST(Judge, TheWorstComeFirst) {
  Expected expected;
  for (const char* name : {"a", "b", "c"}) expected.roles.values.insert(name);
  const std::vector<Series> series = {{"a", Quantity::kEntry, {{0, points(0)}}},
                                      {"b", Quantity::kEntry, {{0, points(0.5)}}},
                                      {"c", Quantity::kEntry, {{0, points(1)}}}};
  const auto checks = judge(series, expected, kWidth, kTolerance);
  EXPECT_EQ(checks[0].name, "c");
  EXPECT_EQ(checks[1].name, "b");
  EXPECT_EQ(checks[2].name, "a");
}

}  // namespace
}  // namespace cdp::coordcheck
