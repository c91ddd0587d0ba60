// Symbolic numbers: sums of monomials in the axes (`4 * width`, `width / 64`). Dimensions stay in
// this form, so that how a tensor grows is read off its expression, never guessed from two sizes.
// What is no polynomial (round, max, a quotient by a sum) becomes an opaque atom with known growth.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/sema/fraction.h"

namespace cdp::sema {

class Sym;

/// What a factor of a monomial is made of.
enum class AtomKind { kAxis, kGroup, kRound, kFloor, kCeil, kLog2, kMin, kMax, kMod };

struct Atom {
  AtomKind kind = AtomKind::kAxis;
  std::string text;       // `width`, `round(2.67 * width)`: equal text means equal value
  std::vector<Sym> args;  // empty for an axis
};

/// An atom raised to a constant power.
struct Power {
  std::shared_ptr<const Atom> atom;
  double exponent = 1;
};

/// coefficient * product of powers, sorted by the atoms' texts.
struct Term {
  Fraction coefficient;
  std::vector<Power> powers;

  friend bool operator==(const Term& a, const Term& b);
};

/// Gives the value of an axis by name; must know every axis that occurs.
using AxisValues = std::function<double(std::string_view axis)>;

class Sym {
 public:
  Sym() = default;
  Sym(double constant);  // NOLINT(google-explicit-constructor): numbers are symbolic numbers
  [[nodiscard]] static Sym axis(std::string_view name);

  /// The value if no axis occurs.
  [[nodiscard]] std::optional<double> constant() const;
  [[nodiscard]] double at(const AxisValues& axes) const;
  /// The exponent with which it grows in an axis, asymptotically: `4 * width` has 1, `width / width` and log2 have 0.
  [[nodiscard]] double degree(std::string_view axis) const;
  [[nodiscard]] bool grows_with(std::string_view axis) const { return degree(axis) > 0; }
  /// Every axis that occurs, sorted.
  [[nodiscard]] std::vector<std::string> axes() const;
  /// As a user would write it: `4 * width`, `width / 64`.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] const std::vector<Term>& terms() const { return terms_; }
  /// About how many characters it takes to write: what bounds the work of repeated products.
  [[nodiscard]] std::size_t size() const;
  /// No coefficient is infinite or not a number.
  [[nodiscard]] bool finite() const;
  friend bool operator==(const Sym& a, const Sym& b) { return a.terms_ == b.terms_; }

  friend Sym operator+(const Sym& a, const Sym& b);
  friend Sym operator-(const Sym& a, const Sym& b);
  friend Sym operator*(const Sym& a, const Sym& b);
  /// Division by an expression that is zero everywhere gives NaN or infinity, as doubles do; callers check.
  friend Sym operator/(const Sym& a, const Sym& b);

 private:
  friend Sym power(const Sym& base, double exponent);
  friend Sym apply(AtomKind kind, const std::vector<Sym>& args);
  /// An opaque power of a sum.
  static Sym group(const Sym& base, double exponent);
  explicit Sym(Term term) : terms_{std::move(term)} {}
  void add_term(Term term);
  void add_product(const Term& a, const Term& b);

  std::vector<Term> terms_;  // sorted by their powers, merged, none zero
};

[[nodiscard]] Sym power(const Sym& base, double exponent);

/// round, floor, ceil, log2 (one argument), min, max (one or more), mod (two): folded where constant.
[[nodiscard]] Sym apply(AtomKind kind, const std::vector<Sym>& args);

}  // namespace cdp::sema
