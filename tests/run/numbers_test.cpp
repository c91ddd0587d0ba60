// Ticks and figures as text.
#include "run/numbers.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace cdp::run {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

MATCHER_P(AreNear, expected, "") {
  return ExplainMatchResult(Pointwise(testing::DoubleNear(1e-12), std::vector<double>(expected)), arg, result_listener);
}
std::vector<double> values(std::initializer_list<double> list) {
  return list;
}

TEST(NiceTicks, AreMultiplesOfOneTwoOrFive) {
  EXPECT_THAT(nice_ticks(0, 10, 5), AreNear(values({0, 2, 4, 6, 8, 10})));
  EXPECT_THAT(nice_ticks(0.93, 5.6, 5), AreNear(values({1, 2, 3, 4, 5})));
  EXPECT_THAT(nice_ticks(0, 976, 4), AreNear(values({0, 200, 400, 600, 800})));
  EXPECT_THAT(nice_ticks(0, 610, 4), AreNear(values({0, 200, 400, 600})));
  EXPECT_THAT(nice_ticks(-0.25, 0.25, 4), AreNear(values({-0.2, -0.1, 0, 0.1, 0.2})));
}

TEST(NiceTicks, RoundingDoesNotLoseTheLastOne) {
  EXPECT_THAT(nice_ticks(0, 0.3, 3), AreNear(values({0, 0.1, 0.2, 0.3})));
  EXPECT_THAT(nice_ticks(0, 1, 10).size(), 11u);
}

TEST(NiceTicks, EndWhereNumbersHaveNoRoomBetween) {
  for (const double low : {1.0, -7.5, 1e30, 1e300, 5e-324})
    EXPECT_GE(nice_ticks(low, std::nextafter(low, std::numeric_limits<double>::infinity()), 5).size(), 2U) << low;
  EXPECT_EQ(nice_ticks(-1e308, 1e308, 5).size(), 2U) << "the span is no double";
  EXPECT_EQ(nice_ticks(1e300, 1.5e300, 4).size(), 6U);
}

TEST(Duration, OfAHostileLogIsStillText) {
  EXPECT_NE(duration(1e30), "");
  EXPECT_NE(duration(-1e30), "");
}

TEST(NiceTicks, AreNeverFewerThanTwo) {
  for (const double low : {0.51, 0.99, 1.3, 7.77, 99.5, -3.21}) {
    for (const double width : {0.013, 0.4, 3.0, 77.0}) {
      for (const int wanted : {0, 1, 2, 5})
        EXPECT_GE(nice_ticks(low, low + width, wanted).size(), 2u) << low << ' ' << width;
    }
  }
}

TEST(NiceTicks, StayInsideAndNearTheNumberWanted) {
  for (const double high : {1.0, 1.7, 3.3, 9.9, 1e6, 3e-7}) {
    const std::vector<double> ticks = nice_ticks(0, high, 6);
    EXPECT_LE(ticks.size(), 9u);
    EXPECT_GE(ticks.size(), 3u);
    EXPECT_GE(ticks.front(), 0);
    EXPECT_LE(ticks.back(), high * (1 + 1e-9));
  }
}

TEST(NiceTicks, OfAnEmptyRangeAreItsOnePoint) {
  EXPECT_THAT(nice_ticks(3, 3, 5), ElementsAre(3));
}

TEST(LogTicks, ArePowersOfTenOverManyDecades) {
  EXPECT_THAT(log_ticks(1e-3, 2e2, 8), AreNear(values({1e-3, 1e-2, 0.1, 1, 10, 100})));
  EXPECT_THAT(log_ticks(1e-12, 1, 4), AreNear(values({1e-12, 1e-9, 1e-6, 1e-3, 1})));
}

TEST(LogTicks, AreFinerOverFewDecades) {
  EXPECT_THAT(log_ticks(0.15, 4, 6), AreNear(values({0.2, 0.5, 1, 2})));
  EXPECT_THAT(log_ticks(2, 5, 3), AreNear(values({2, 3, 4, 5})));
}

TEST(TickLabels, AreAllAlike) {
  EXPECT_THAT(tick_labels({0, 0.5, 1}), ElementsAre("0", "0.5", "1.0"));
  EXPECT_THAT(tick_labels({1, 2, 3}), ElementsAre("1", "2", "3"));
  EXPECT_THAT(tick_labels({0, 2000, 4000}), ElementsAre("0", "2000", "4000"));
  EXPECT_THAT(tick_labels({0, 5000, 10000}), ElementsAre("0", "5k", "10k"));
  EXPECT_THAT(tick_labels({0, 500000, 1000000}), ElementsAre("0", "0.5M", "1.0M"));
  EXPECT_THAT(tick_labels({0.95, 1}), ElementsAre("0.95", "1.00"));
}

TEST(TickLabels, OnWideLogarithmicAxesStandForThemselves) {
  EXPECT_THAT(tick_labels({1e-3, 1, 1e3}), ElementsAre("0.001", "1", "1k"));
  EXPECT_THAT(tick_labels({1e-6, 1e-5}), ElementsAre("1e-6", "1e-5"));
}

TEST(Significant, RoundsAndDropsZeros) {
  EXPECT_EQ(significant(0.0027621358640099515, 4), "0.002762");
  EXPECT_EQ(significant(6.905339660024879e-4, 4), "6.905e-4");
  EXPECT_EQ(significant(1e-8, 4), "1e-8");
  EXPECT_EQ(significant(0.1, 4), "0.1");
  EXPECT_EQ(significant(12800, 3), "12800");
  EXPECT_EQ(significant(9.9996, 4), "10");
  EXPECT_EQ(significant(-0.25, 3), "-0.25");
  EXPECT_EQ(significant(1e9, 3), "1e9");
  EXPECT_EQ(significant(0, 3), "0");
  EXPECT_EQ(significant(kNan, 3), "NaN");
  EXPECT_EQ(significant(HUGE_VAL, 3), "infinite");
}

TEST(Fixed, KeepsPlaces) {
  EXPECT_EQ(fixed(1.3, 3), "1.300");
  EXPECT_EQ(fixed(kNan, 3), "NaN");
}

TEST(Grouped, SetsCommas) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(41230112), "41,230,112");
  EXPECT_EQ(grouped(-1000), "-1,000");
  EXPECT_EQ(grouped(-100), "-100");
}

TEST(Rough, NamesMagnitudes) {
  EXPECT_EQ(rough(512), "512");
  EXPECT_EQ(rough(983040), "983k");
  EXPECT_EQ(rough(999600), "1M");
  EXPECT_EQ(rough(1.02e6), "1.02M");
  EXPECT_EQ(rough(1e9), "1B");
  EXPECT_EQ(rough(0), "0");
  EXPECT_EQ(rough(kNan), "NaN");
}

TEST(Duration, FitsTheSize) {
  EXPECT_EQ(duration(4.26), "4.3 s");
  EXPECT_EQ(duration(41), "41 s");
  EXPECT_EQ(duration(151), "2 min 31 s");
  EXPECT_EQ(duration(3 * 3600 + 5 * 60), "3 h 05 min");
  EXPECT_EQ(duration(59.7), "1 min 00 s");
  EXPECT_EQ(duration(kNan), "unknown");
}

}  // namespace
}  // namespace cdp::run
