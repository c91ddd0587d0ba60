// What is drawn: a mark for each trial, where its numbers say, and nothing that is not finite.
#include "study/page/charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/page/some_search.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

void expect_finite(const std::string& svg) {
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

class Charts : public ::testing::Test {
 protected:
  test::Trials trials_ = test::some_search();
  std::vector<Explored> scales_ = explored(test::some_info(), trials_.all);
};

TEST_F(Charts, HistoryHasAMarkForEachTrialThatEnded) {
  const std::string svg = history_chart(scales_);
  EXPECT_EQ(count(svg, "<circle class=\"in\""), 7U);
  EXPECT_EQ(count(svg, "class=\"stopped\""), 1U);
  EXPECT_EQ(count(svg, "class=\"cross\""), 3U) << "diverged, failed, killed";
  EXPECT_EQ(count(svg, "<title>"), 11U);
  EXPECT_THAT(svg, HasSubstr("<title>trial 3: width=64 base.lr = 0.004000 seed 1: loss 3.2000</title>"));
  EXPECT_THAT(svg, HasSubstr(": diverged</title>"));
  expect_finite(svg);
}

TEST_F(Charts, BestSoFarGoesDownInSteps) {
  const std::string svg = history_chart(scales_);
  const std::size_t begin = svg.find("<path class=\"best-so-far\" d=\"");
  ASSERT_NE(begin, std::string::npos);
  const std::string path = svg.substr(begin, svg.find("\"/>", begin) - begin);
  EXPECT_EQ(count(path, "M"), 1U);
  EXPECT_EQ(count(path, "V"), 2U) << "3.5, then 3.2, then 3.1";
}

TEST_F(Charts, ALossFarAboveTheOthersStandsAtTheTop) {
  const std::string svg = history_chart(scales_);
  const std::size_t far = svg.find("loss 30.0000");
  ASSERT_NE(far, std::string::npos);
  EXPECT_THAT(svg.substr(far, 90), HasSubstr("cy=\"22.0\""));
  EXPECT_THAT(svg, Not(HasSubstr(">30</text>")));
}

TEST_F(Charts, AValueOfFactorsHasALogarithmicAxis) {
  const std::string svg = dimension_chart(scales_, "base.lr");
  EXPECT_THAT(svg, HasSubstr("aria-label=\"loss against base.lr\""));
  EXPECT_THAT(svg, HasSubstr(">0.01</text>"));
  EXPECT_THAT(svg, HasSubstr(">0.1</text>"));
  EXPECT_EQ(count(svg, "h0"), 7U);
  EXPECT_EQ(count(svg, "class=\"best\""), 1U);
  expect_finite(svg);
  EXPECT_EQ(dimension_chart(scales_, "base.eps"), "");
}

TEST_F(Charts, ScalesHaveNames) {
  test::Trials trials;
  for (const char* width : {"64", "128"})
    for (const char* lr : {"base.lr=0.001", "base.lr=0.002"})
      trials.add({{"width", width}}, {lr}, 3.0 + width[0] / 100.0);
  const std::string svg = history_chart(explored({}, trials.all));
  EXPECT_THAT(svg, HasSubstr(">width=64</text>"));
  EXPECT_THAT(svg, HasSubstr(">width=128</text>"));
  EXPECT_EQ(count(svg, "best-so-far"), 2U);
}

TEST_F(Charts, TheLeaderHasAStepForEachChange) {
  const std::string svg = leader_chart(leaders(trials_.all));
  EXPECT_EQ(count(svg, "class=\"best\""), 3U);
  EXPECT_THAT(svg, HasSubstr("<title>after trial 6: modules, mean loss 3.1000 of 1 seed</title>"));
  expect_finite(svg);
  EXPECT_EQ(leader_chart({}), "");
}

TEST_F(Charts, IntervalsStandBesideZero) {
  const auto all = confirmations(trials_.all);
  const std::string svg = intervals_chart(all, trials_.all);
  EXPECT_EQ(count(svg, "class=\"row\""), 3U);
  EXPECT_EQ(count(svg, "class=\"interval\""), 3U);
  EXPECT_THAT(svg, HasSubstr("modules against global, width=128"));
  expect_finite(svg);
  EXPECT_EQ(intervals_chart({}, {}), "");
}

TEST_F(Charts, TakeStudiesWithoutALoss) {
  test::Trials trials;
  EXPECT_EQ(history_chart(explored({}, trials.all)), "");
  trials.add({}, {"base.lr=1"}, {});
  trials.add({}, {"base.lr=2"}, 1e300);
  const auto scales = explored({}, trials.all);
  expect_finite(history_chart(scales));
  expect_finite(dimension_chart(scales, "base.lr"));
}

}  // namespace
}  // namespace cdp::study
