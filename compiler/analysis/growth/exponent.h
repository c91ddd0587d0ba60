// Arithmetic of exponents: a product of sizes adds them, a sum of sizes has the larger one.
#pragma once

#include <algorithm>
#include <limits>
#include <string_view>

namespace cdp::analysis {

/// An exponent, or why it cannot be told.
struct Exponent {
  double value = 0;
  std::string_view unknown = {};  // the reason; empty: known

  [[nodiscard]] bool known() const { return unknown.empty(); }
  /// Of what is 0 whatever the scale: a tensor that starts at zeros, an update where nothing is trained.
  [[nodiscard]] bool nothing() const { return known() && value == -std::numeric_limits<double>::infinity(); }
};

inline constexpr Exponent kNothing{-std::numeric_limits<double>::infinity()};

[[nodiscard]] inline Exponent unknown(std::string_view reason) {
  return {0, reason};
}

/// Of a product.
[[nodiscard]] inline Exponent operator+(Exponent a, Exponent b) {
  if (a.nothing() || b.nothing()) return kNothing;
  if (!a.known()) return a;
  return b.known() ? Exponent{a.value + b.value} : b;
}
[[nodiscard]] inline Exponent operator+(Exponent a, double b) {
  return a + Exponent{b};
}
/// Of a quotient; the divisor is not nothing.
[[nodiscard]] inline Exponent operator-(Exponent a, Exponent b) {
  if (a.nothing() || !a.known()) return a;
  return b.known() ? Exponent{a.value - b.value} : b;
}

/// Of a sum.
[[nodiscard]] inline Exponent larger(Exponent a, Exponent b) {
  if (!a.known()) return a;
  if (!b.known()) return b;
  return {std::max(a.value, b.value)};
}
[[nodiscard]] inline Exponent smaller(Exponent a, Exponent b) {
  if (!a.known()) return a;
  if (!b.known()) return b;
  return {std::min(a.value, b.value)};
}

/// Exponents are sums of a few rationals: what is left of them beyond six digits is rounding.
[[nodiscard]] double rounded(double exponent);

}  // namespace cdp::analysis
