// Constants of symbolic numbers as fractions of whole numbers, so that `width / 49 * 49` is `width` and `0.1 * 3` is
// 0.3. What is no short fraction (a square root, a product beyond 2^53) stays a double over 1.
#pragma once

#include <string>

namespace cdp::sema {

struct Fraction {
  double over = 0;
  double under = 1;  // at least 1

  [[nodiscard]] double value() const { return over / under; }
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

/// Reads back to the same double: whole numbers, decimals of up to nine places, binary fractions down to 2^-30.
[[nodiscard]] Fraction to_fraction(double value);

[[nodiscard]] Fraction operator*(const Fraction& a, const Fraction& b);
[[nodiscard]] Fraction operator+(const Fraction& a, const Fraction& b);
/// Infinite for zero.
[[nodiscard]] Fraction inverse(const Fraction& a);
[[nodiscard]] Fraction power(const Fraction& base, double exponent);

/// A number for messages, also where it is not finite.
[[nodiscard]] std::string number_text(double value);

}  // namespace cdp::sema
