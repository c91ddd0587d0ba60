// Charts as SVG: what is drawn where, and what is left out.
#include "run/chart.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace cdp::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

Chart chart_of(std::vector<double> y) {
  Chart chart;
  Series series;
  series.css = "train";
  for (std::size_t i = 0; i < y.size(); ++i) series.x.push_back(static_cast<double>(i));
  series.y = std::move(y);
  chart.series = {std::move(series)};
  return chart;
}

TEST(Svg, DrawsALineFromLeftToRightAndUpwards) {
  Chart chart = chart_of({0, 1});
  chart.y_low = 0;
  chart.y_high = 1;
  // The plot lies between x 58 and 1024 (1040 less the margin of 16), y 356 (400 less 44) and 14.
  EXPECT_THAT(svg(chart), HasSubstr("M58.0 356.0h0L1024.0 14.0\""));
}

TEST(Svg, LogarithmicAxesPutTheGeometricMeanInTheMiddle) {
  Chart chart = chart_of({1, 10, 100});
  chart.y_axis = AxisKind::kLog;
  chart.y_low = 1;
  chart.y_high = 100;
  EXPECT_THAT(svg(chart), HasSubstr("L541.0 185.0L1024.0 14.0"));
}

TEST(Svg, NanInterruptsALine) {
  const std::string drawn = svg(chart_of({1, 2, kNan, 2, 1}));
  EXPECT_EQ(count(drawn, "h0"), 2u);
  EXPECT_THAT(drawn, Not(HasSubstr("nan")));
}

TEST(Svg, NothingIsNotANumberWhateverTheData) {
  for (const AxisKind kind : {AxisKind::kLinear, AxisKind::kLog}) {
    for (const std::vector<double>& y :
         {std::vector<double>{}, {kNan}, {3}, {0, 0}, {-1, 5}, {1e300, 1e-300}, {HUGE_VAL, 1}}) {
      Chart chart = chart_of(y);
      chart.y_axis = kind;
      const std::string drawn = svg(chart);
      EXPECT_THAT(drawn, Not(HasSubstr("nan")));
      EXPECT_THAT(drawn, Not(HasSubstr("\"inf")));
      EXPECT_THAT(drawn, HasSubstr("</svg>"));
    }
  }
}

TEST(Svg, LongLinesAreThinnedButKeepTheirPeaks) {
  std::vector<double> y(100000, 1.0);
  y[54321] = 9;
  Chart chart = chart_of(y);
  chart.y_low = 1;
  chart.y_high = 9;
  const std::string drawn = svg(chart);
  EXPECT_LT(drawn.size(), 60000u);
  EXPECT_THAT(drawn, HasSubstr(" 14.0L"));
}

TEST(Svg, EndLabelsKeepTheirDistance) {
  Chart chart;
  chart.right_margin = 100;
  for (const char* name : {"a", "b", "c"}) chart.levels.push_back({"entropy", name, 1.0});
  const std::string drawn = svg(chart);
  // In the middle of 14..356 and 16 apart.
  for (const char* y : {"y=\"189.0\"", "y=\"205.0\"", "y=\"221.0\""}) EXPECT_THAT(drawn, HasSubstr(y));
}

TEST(Svg, TextIsEscaped) {
  Chart chart = chart_of({1, 2});
  chart.description = "a \"b\" <c>";
  chart.levels = {{"entropy", "<script>", 1}};
  chart.event = Event{1, "x & y"};
  chart.readings = {{0, 1, {"<b>"}}};
  const std::string drawn = svg(chart);
  EXPECT_THAT(drawn, HasSubstr("a &quot;b&quot; &lt;c&gt;"));
  EXPECT_THAT(drawn, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(drawn, HasSubstr("x &amp; y"));
  EXPECT_THAT(drawn, Not(HasSubstr("<b>")));
}

TEST(Svg, ReadingsAreLimited) {
  Chart chart = chart_of({1, 2});
  for (int i = 0; i < 5000; ++i) chart.readings.push_back({i / 5000.0, 1, {"x"}});
  EXPECT_EQ(count(svg(chart), "class=\"reading\""), 160u);
}

TEST(FittingAxis, IsLogarithmicOverWidePositiveRanges) {
  EXPECT_EQ(fitting_axis({1, 5}), AxisKind::kLinear);
  EXPECT_EQ(fitting_axis({1, 50}), AxisKind::kLog);
  EXPECT_EQ(fitting_axis({1, kNan, 50, HUGE_VAL}), AxisKind::kLog);
  EXPECT_EQ(fitting_axis({0, 50}), AxisKind::kLinear);
  EXPECT_EQ(fitting_axis({kNan}), AxisKind::kLinear);
  EXPECT_EQ(fitting_axis({}), AxisKind::kLinear);
}

TEST(Smoothed, IsATriangularMean) {
  EXPECT_THAT(smoothed({0, 0, 4, 0, 0}, 1), ElementsAre(0, 1, 2, 1, 0));
  EXPECT_THAT(smoothed({1, 2, 3}, 0), ElementsAre(1, 2, 3));
}

TEST(Smoothed, KeepsTheFirstPointAndStraightLines) {
  EXPECT_THAT(smoothed({9, 7, 5, 3}, 2), ElementsAre(9, 7, testing::_, testing::_));
}

TEST(Smoothed, PassesOverNan) {
  const std::vector<double> means = smoothed({2, 2, kNan, 2}, 2);
  EXPECT_EQ(means[1], 2);
  EXPECT_TRUE(std::isnan(means[2]));
  EXPECT_EQ(means[3], 2);
}

TEST(Escaped, ReplacesWhatHtmlReads) {
  EXPECT_EQ(escaped("<a href=\"'&"), "&lt;a href=&quot;&#39;&amp;");
}

}  // namespace
}  // namespace cdp::run
