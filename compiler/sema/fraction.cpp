// Arithmetic of fractions in doubles: exact up to 2^53, and a plain double beyond.
#include "compiler/sema/fraction.h"

#include <cmath>
#include <limits>

#include "compiler/base/text.h"

namespace cdp::sema {
namespace {

constexpr double kMostExact = 9007199254740992.0;  // 2^53

bool is_exact(double value) {
  return std::abs(value) <= kMostExact && value == std::trunc(value);
}

double common_divisor(double a, double b) {
  while (b != 0) {
    const double rest = std::fmod(a, b);
    a = b;
    b = rest;
  }
  return a;
}

/// Both whole, `under` positive.
Fraction reduced(double over, double under) {
  const double divisor = common_divisor(std::abs(over), under);
  return {over / divisor, under / divisor};
}

}  // namespace

Fraction to_fraction(double value) {
  if (!std::isfinite(value) || value == std::trunc(value)) return {value, 1};
  double under = 1;
  for (int places = 1; places <= 9; ++places) {
    under *= 10;
    const double over = std::round(value * under);
    if (is_exact(over) && over / under == value) return reduced(over, under);
  }
  constexpr double kFinest = 1 << 30;
  return is_exact(value * kFinest) ? reduced(value * kFinest, kFinest) : Fraction{value, 1};
}

Fraction operator*(const Fraction& a, const Fraction& b) {
  const double over = a.over * b.over;
  const double under = a.under * b.under;
  if (is_exact(over) && is_exact(under)) return reduced(over, under);
  return {a.value() * b.value(), 1};
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  const double left = a.over * b.under;
  const double right = b.over * a.under;
  const double under = a.under * b.under;
  if (is_exact(left) && is_exact(right) && is_exact(left + right) && is_exact(under))
    return reduced(left + right, under);
  return {a.value() + b.value(), 1};
}

Fraction inverse(const Fraction& a) {
  if (a.over == 0) return {std::numeric_limits<double>::infinity(), 1};
  if (!is_exact(a.over)) return {1 / a.value(), 1};
  return a.over < 0 ? Fraction{-a.under, -a.over} : Fraction{a.under, a.over};
}

Fraction power(const Fraction& base, double exponent) {
  if (exponent < 0 && base.over != 0) return inverse(power(base, -exponent));
  const double over = std::pow(base.over, exponent);
  const double under = std::pow(base.under, exponent);
  if (is_exact(over) && is_exact(under)) return reduced(over, under);
  return to_fraction(std::pow(base.value(), exponent));
}

std::string number_text(double value) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  return shortest(value);
}

}  // namespace cdp::sema
