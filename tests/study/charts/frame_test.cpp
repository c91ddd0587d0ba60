// A frame maps the ends of its axes to the ends of the plot, and its ticks stand where their numbers say.
#include "study/charts/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cdp::study {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Size kSize{500, 300, 50, 10, 20, 40};

TEST(Extent, TakesWhatIsFinite) {
  Extent extent;
  EXPECT_TRUE(extent.empty());
  for (const double value : {2.0, static_cast<double>(INFINITY), static_cast<double>(NAN), -1.0}) extent.take(value);
  EXPECT_EQ(extent.low, -1);
  EXPECT_EQ(extent.high, 2);
  extent.widen(0.1, 0);
  EXPECT_DOUBLE_EQ(extent.low, -1.3);
  EXPECT_DOUBLE_EQ(extent.high, 2.3);
  extent.widen(0, 10);
  EXPECT_DOUBLE_EQ(extent.high - extent.low, 10);
}

TEST(Frame, MapsEndsToEnds) {
  const Frame frame({1, 3}, {0, 10}, kSize);
  EXPECT_EQ(frame.x(1), 50);
  EXPECT_EQ(frame.x(3), 490);
  EXPECT_EQ(frame.y(10), 20);
  EXPECT_EQ(frame.y(0), 260);
  EXPECT_EQ(frame.base(), 260);
  EXPECT_TRUE(frame.shows(10));
  EXPECT_FALSE(frame.shows(10.1));
}

TEST(Frame, TicksStandWhereTheirNumbersSay) {
  const Frame frame({-3, 1}, {0, 10}, kSize);  // 1/8 to 2
  std::string svg;
  frame.put_x_ticks(svg, 5, true);
  EXPECT_THAT(svg, HasSubstr("x=\"380.0\" y=\"280.0\" text-anchor=\"middle\">1</text>"));
  std::string linear;
  frame.put_x_ticks(linear, 5, false);
  EXPECT_THAT(linear, HasSubstr("x=\"270.0\" y=\"280.0\" text-anchor=\"middle\">-1</text>"));
  std::string ys;
  frame.put_y_ticks(ys, 5);
  EXPECT_THAT(ys, HasSubstr("y=\"168.0\" text-anchor=\"end\">4</text>"));
}

TEST(Frame, NamesAreTextNotHtml) {
  const Frame frame({0, 1}, {0, 1}, kSize);
  std::string svg = frame.opened("a <b>");
  frame.put_base(svg, "<i>");
  EXPECT_THAT(svg, HasSubstr("a &lt;b&gt;"));
  EXPECT_THAT(svg, HasSubstr("&lt;i&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<i>")));
}

TEST(Frame, LabelsDoNotStandOnEachOther) {
  const Frame frame({0, 1}, {0, 1}, kSize);
  std::string svg;
  frame.put_labels(svg, {{102, "b"}, {100, "a"}, {300, "<c>"}});
  EXPECT_THAT(svg, HasSubstr("x=\"500.0\" y=\"104.0\">a<"));
  EXPECT_THAT(svg, HasSubstr("y=\"120.0\">b<"));
  EXPECT_THAT(svg, HasSubstr("y=\"264.0\">&lt;c&gt;<")) << "not below the axis";
}

TEST(Frame, AxesBeyondADoubleHaveNoTicks) {
  EXPECT_TRUE(log2_ticks({-2000, 0}).empty());
  EXPECT_FALSE(log2_ticks({-9, -5}).empty());
}

TEST(Frame, ACrossHasItsMiddleThere) {
  std::string svg;
  put_cross(svg, 10, 20);
  EXPECT_EQ(svg, R"(<path class="cross" d="M7.0 17.0L13.0 23.0M13.0 17.0L7.0 23.0"/>)");
}

}  // namespace
}  // namespace cdp::study
