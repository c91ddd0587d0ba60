// Fractions read back to the double they were made from, and calculate exactly while they are short.
#include "compiler/sema/fraction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::sema {
namespace {

TEST(Fraction, ReadsBackToTheSameDouble) {
  for (const double value : {0.0, 1.0, -3.0, 0.1, 4e-3, 1e-8, 0.95, 2.67, 0.0078125, std::sqrt(2.0), 1e300, -1e-300})
    EXPECT_EQ(to_fraction(value).value(), value);
}

TEST(Fraction, FindsDecimalsAndBinaryFractions) {
  EXPECT_EQ(to_fraction(0.5), (Fraction{1, 2}));
  EXPECT_EQ(to_fraction(2.67), (Fraction{267, 100}));
  EXPECT_EQ(to_fraction(-0.125), (Fraction{-1, 8}));
  EXPECT_EQ(to_fraction(std::ldexp(3.0, -25)), (Fraction{3, 33554432}));
  EXPECT_EQ(to_fraction(std::sqrt(2.0)).under, 1);
}

TEST(Fraction, CalculatesExactly) {
  EXPECT_EQ(to_fraction(0.1) + to_fraction(0.2), to_fraction(0.3));
  EXPECT_EQ(inverse(to_fraction(49)) * to_fraction(49), (Fraction{1, 1}));
  EXPECT_EQ(inverse(to_fraction(-4)), (Fraction{-1, 4}));
  EXPECT_EQ(power(to_fraction(1.5), -2), (Fraction{4, 9}));
  EXPECT_EQ(power(to_fraction(64), 0.5), (Fraction{8, 1}));
}

TEST(Fraction, FallsBackToDoublesBeyondWhatIsExact) {
  const Fraction big = to_fraction(1e200) * to_fraction(1.0 / 3);
  EXPECT_DOUBLE_EQ(big.value(), 1e200 / 3);
  EXPECT_TRUE(std::isinf((to_fraction(1e308) * to_fraction(1e10)).value()));
  EXPECT_TRUE(std::isinf(inverse(to_fraction(0)).value()));
}

TEST(Fraction, NamesWhatIsNotFinite) {
  EXPECT_EQ(number_text(0.25), "0.25");
  EXPECT_EQ(number_text(std::nan("")), "not a number");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-infinity");
}

}  // namespace
}  // namespace cdp::sema
