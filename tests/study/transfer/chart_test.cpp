// What is drawn: a curve a scale, a point a value, and nothing that is not finite.
#include "study/transfer/chart.h"

#include <gmock/gmock.h>

#include "tests/study/transfer/report_support.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(TransferChart, HasACurveAScaleAndAPointAValue) {
  const Transfer transfer = some_transfer(slow_law());
  const std::string svg = curves_chart(transfer);
  EXPECT_EQ(count(svg, "class=\"curve\""), 5U);
  EXPECT_EQ(count(svg, "class=\"best\""), 5U);
  std::size_t stable = 0, diverged = 0;
  for (const Curve& curve : transfer.curves)
    for (const CurveCell& cell : curve.cells) ++(cell.stable() ? stable : diverged);
  EXPECT_EQ(count(svg, "class=\"in\"") + count(svg, "class=\"out\""), stable);
  EXPECT_EQ(count(svg, "class=\"cross\""), diverged);
  EXPECT_GT(diverged, 0U);
  EXPECT_THAT(svg, HasSubstr("0.005"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(TransferChart, OptimaStandOverTheirScales) {
  const std::string svg = optimum_chart(some_transfer(slow_law()));
  EXPECT_EQ(count(svg, "class=\"best\""), 5U);
  EXPECT_THAT(svg, HasSubstr(">1024</text>"));
}

TEST(TransferChart, TakesSweepsWithoutAnOptimum) {
  Law law;
  law.values = 2;
  EXPECT_EQ(optimum_chart(some_transfer(law)), "");
  EXPECT_EQ(count(curves_chart(some_transfer(law)), "class=\"best\""), 0U);
  law.noise = 1e308;
  law.values = 7;
  EXPECT_THAT(curves_chart(some_transfer(law)), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace cdp::study
