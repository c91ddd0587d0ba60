// Values and their places in a range.
#include "study/sampling/space.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include <fmt/format.h>

namespace cdp::sampling {
namespace {

const Dimension kLr{"base.lr", 0.000244140625, 0.015625, 0.004, true};

TEST(Space, PlacesAreLogarithms) {
  EXPECT_EQ(to_unit(kLr, kLr.low), 0);
  EXPECT_EQ(to_unit(kLr, kLr.high), 1);
  EXPECT_NEAR(to_unit(kLr, 0.001953125), 0.5, 1e-12) << "2^-9 between 2^-12 and 2^-6";
  EXPECT_EQ(to_unit(kLr, 1), 1) << "what lies beyond is at the end";
}

TEST(Space, ValuesAreWhatASpecWouldSay) {
  for (double place = 0; place <= 1; place += 0.01) {
    const double value = from_unit(kLr, place);
    EXPECT_GE(value, kLr.low);
    EXPECT_LE(value, kLr.high);
    EXPECT_NEAR(to_unit(kLr, value), place, 2e-6);
    if (value == kLr.low || value == kLr.high) continue;
    EXPECT_EQ(std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr), value) << "six digits say it all";
  }
}

TEST(Space, TheStartIsTheSpecsOwn) {
  EXPECT_EQ(Space({{kLr, {"@hidden.lr", 0.125, 8, 1, false}}}).start(), (std::vector<double>{0.004, 1}));
}

}  // namespace
}  // namespace cdp::sampling
