// What a small chart draws.
#include "compiler/coordcheck/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

Check check_of(const Series& series, Range range) {
  Check check;
  check.name = series.name;
  check.points = series.steps.rbegin()->second;
  check.predicted = std::move(range);
  return check;
}

TEST(SmallChart, ALineAStepAndThePredictedSlopes) {
  const Series series{"embed", Quantity::kChange, {{1, points(0)}, {2, points(0, 2)}, {3, points(0, 3)}}};
  const std::string svg = small_chart(series, check_of(series, {-0.5, 0}));
  EXPECT_EQ(count(svg, "class=\"step\""), 3U);
  EXPECT_EQ(count(svg, "class=\"predicted\""), 2U);
  EXPECT_EQ(count(svg, "<circle"), 4U);  // one a scale: seeds are drawn as their mean
  EXPECT_THAT(svg, HasSubstr(">512</text>"));
  EXPECT_EQ(count(small_chart(series, check_of(series, {0, 0, "not known"})), "class=\"predicted\""), 0U);
}

TEST(SmallChart, OfManyStepsAFew) {
  Series series{"embed", Quantity::kChange, {}};
  for (std::int64_t step = 1; step <= 100; ++step) series.steps[step] = points(0, static_cast<double>(step));
  EXPECT_EQ(count(small_chart(series, check_of(series, {0, 0})), "class=\"step\""), 7U);
}

TEST(SmallChart, WhatHasNoLogarithmIsLeftOut) {
  Series series{"embed", Quantity::kChange, {{1, points(0, 0)}}};
  const std::string svg = small_chart(series, check_of(series, {0, 0}));
  EXPECT_THAT(svg, HasSubstr("nothing above 0"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace cdp::coordcheck
