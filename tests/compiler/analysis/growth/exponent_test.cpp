// The arithmetic of exponents.
#include "compiler/analysis/growth/exponent.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp::analysis {
namespace {

TEST(Exponent, ProductsAddAndSumsTakeTheLarger) {
  EXPECT_EQ((Exponent{-1} + Exponent{0.5}).value, -0.5);
  EXPECT_EQ((Exponent{-1} - Exponent{0.5}).value, -1.5);
  EXPECT_EQ(larger({-1}, {0.5}).value, 0.5);
  EXPECT_EQ(smaller({-1}, {0.5}).value, -1);
}

TEST(Exponent, NothingStaysNothingInAProductAndIsLostInASum) {
  EXPECT_TRUE((kNothing + Exponent{3}).nothing());
  EXPECT_TRUE((kNothing + unknown("why")).nothing());
  EXPECT_EQ(larger(kNothing, {-2}).value, -2);
}

TEST(Exponent, WhatIsUnknownKeepsItsReason) {
  EXPECT_EQ((Exponent{1} + unknown("why")).unknown, "why");
  EXPECT_EQ(larger({1}, unknown("why")).unknown, "why");
  EXPECT_FALSE(unknown("why").known());
}

TEST(Exponent, IsRoundedToSixDigits) {
  EXPECT_EQ(rounded(-0.4999999999), -0.5);
  EXPECT_FALSE(std::signbit(rounded(-1e-9)));
}

}  // namespace
}  // namespace cdp::analysis
