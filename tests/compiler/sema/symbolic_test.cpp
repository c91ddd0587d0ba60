// Canonical forms, growth, evaluation and text of symbolic numbers; random expressions against plain doubles.
#include "compiler/sema/symbolic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

const Sym kWidth = Sym::axis("width");
const Sym kDepth = Sym::axis("depth");

AxisValues at(double width, double depth) {
  return [=](std::string_view axis) { return axis == "width" ? width : axis == "depth" ? depth : 1.0; };
}

Sym round_of(const Sym& sym) {
  return apply(AtomKind::kRound, {sym});
}

TEST(Symbolic, MergesTermsAndDropsZeros) {
  EXPECT_EQ((kWidth + kDepth + kWidth).text(), "depth + 2 * width");
  EXPECT_EQ(kWidth - kWidth, Sym(0));
  EXPECT_EQ((kWidth * kDepth), (kDepth * kWidth));
  EXPECT_EQ((kWidth + 1) * (kWidth - 1), kWidth * kWidth - 1);
  EXPECT_EQ(power(kWidth + 1, 2), kWidth * kWidth + Sym(2) * kWidth + 1);
}

TEST(Symbolic, CancelsQuotients) {
  EXPECT_EQ(kWidth / 64 * 64, kWidth);
  EXPECT_EQ(kWidth / 49 * 49, kWidth);
  EXPECT_EQ(Sym(3) * (kWidth / 49), Sym(3) * kWidth / 49);
  EXPECT_EQ(kWidth / (kWidth / 64), Sym(64));
  EXPECT_EQ((kWidth / kWidth).constant(), 1.0);
  EXPECT_EQ((Sym(2) * kWidth + 128) / (kWidth + 64), Sym(2));
  EXPECT_EQ(kDepth / (kWidth + 64) * (kWidth + 64), kDepth);
  EXPECT_EQ((kWidth + 64) * (kDepth / (kWidth + 64)), kDepth);
  EXPECT_EQ(power(kWidth + 1, 0.5) * power(kWidth + 1, 0.5), kWidth + 1);
}

TEST(Symbolic, KeepsRootsOfWhatCouldBeNegative) {
  EXPECT_EQ(power(kWidth * kWidth, 0.5), kWidth);
  const Sym distance = power(power(kWidth - 5, 2), 0.5);
  EXPECT_EQ(distance.at(at(2, 1)), 3);
  const Sym rounded = round_of(kWidth - 5);
  EXPECT_EQ(power(rounded * rounded, 0.5).at(at(2, 1)), 3);
}

TEST(Symbolic, KeepsRootsExact) {
  EXPECT_EQ(power(kWidth / 2, -0.5).at(at(128, 1)), 0.125);
  EXPECT_EQ(power(kWidth / 2, 0.5) * power(kWidth / 2, 0.5), kWidth / 2);
  EXPECT_EQ(power(Sym(4) * kWidth, 0.5).text(), "2 * width^0.5");
  EXPECT_EQ(power(Sym(2) * kWidth, 0.5).degree("width"), 0.5);
}

TEST(Symbolic, KnowsHowItGrows) {
  EXPECT_EQ((Sym(4) * kWidth).degree("width"), 1);
  EXPECT_EQ((kWidth * kWidth + kDepth).degree("width"), 2);
  EXPECT_EQ((kWidth * kWidth + kDepth).degree("depth"), 1);
  EXPECT_EQ((kWidth / kWidth).degree("width"), 0);
  EXPECT_EQ((Sym(1) / kWidth).degree("width"), -1);
  EXPECT_EQ((Sym(100) / kWidth + 1).degree("width"), 0);
  EXPECT_EQ(Sym(0).degree("width"), 0);
  EXPECT_EQ(round_of(Sym(2.67) * kWidth).degree("width"), 1);
  EXPECT_EQ(apply(AtomKind::kMax, {kWidth, Sym(64)}).degree("width"), 1);
  EXPECT_EQ(apply(AtomKind::kMin, {kWidth, Sym(64)}).degree("width"), 0);
  EXPECT_EQ(apply(AtomKind::kMod, {kWidth, Sym(64)}).degree("width"), 0);
  EXPECT_EQ(apply(AtomKind::kLog2, {kWidth}).degree("width"), 0);
  EXPECT_EQ(power(kWidth + 64, 0.5).degree("width"), 0.5);
  EXPECT_FALSE((kDepth / 2).grows_with("width"));
}

TEST(Symbolic, EvaluatesWholeQuotientsExactly) {
  for (double width = 3; width < 3000; width += 3) EXPECT_EQ((kWidth / 3).at(at(width, 1)), width / 3);
  EXPECT_EQ((kWidth / 3 + kDepth / 3).at(at(4, 2)), 2);
  EXPECT_EQ((kWidth / 2).at(at(2e12 + 1, 1)), 1e12 + 0.5);
  EXPECT_EQ(power(kWidth, -0.5).at(at(64, 1)), 0.125);
}

TEST(Symbolic, FoldsFunctionsOfConstants) {
  EXPECT_EQ(round_of(Sym(2.5)), Sym(3));
  EXPECT_EQ(apply(AtomKind::kFloor, {Sym(-0.5)}), Sym(-1));
  EXPECT_EQ(apply(AtomKind::kMod, {Sym(-1), Sym(64)}), Sym(63));
  EXPECT_EQ(apply(AtomKind::kMod, {Sym(9007199254740991.0), Sym(10)}), Sym(1));
  EXPECT_EQ(apply(AtomKind::kMax, {kWidth}), kWidth);
  EXPECT_EQ(apply(AtomKind::kMin, {Sym(3), Sym(2), Sym(5)}), Sym(2));
}

TEST(Symbolic, WritesWhatAUserWouldWrite) {
  EXPECT_EQ(Sym(0).text(), "0");
  EXPECT_EQ((Sym(4) * kWidth).text(), "4 * width");
  EXPECT_EQ((kWidth / 64).text(), "width / 64");
  EXPECT_EQ((Sym(8) * kWidth / 3).text(), "8 * width / 3");
  EXPECT_EQ((Sym(2.67) * kWidth).text(), "2.67 * width");
  EXPECT_EQ((kWidth + 64).text(), "width + 64");
  EXPECT_EQ((Sym(64) - kWidth).text(), "-width + 64");
  EXPECT_EQ((Sym(1) / kWidth).text(), "1 / width");
  EXPECT_EQ(power(kWidth, 0.5).text(), "width^0.5");
  EXPECT_EQ(round_of(Sym(2.67) * kWidth).text(), "round(2.67 * width)");
  EXPECT_EQ(apply(AtomKind::kMax, {kWidth, Sym(64)}).text(), "max(width, 64)");
  EXPECT_EQ(apply(AtomKind::kMod, {kWidth, Sym(64)}).text(), "(width % 64)");
  EXPECT_EQ((kDepth / (kWidth + 1)).text(), "depth / (width + 1)");
}

TEST(Symbolic, ListsItsAxes) {
  EXPECT_EQ(round_of(kWidth * kDepth).axes(), (std::vector<std::string>{"depth", "width"}));
  EXPECT_TRUE(Sym(3).axes().empty());
}

TEST(Symbolic, GivesNoNumberForADivisionByZero) {
  EXPECT_FALSE((kWidth / Sym(0)).finite());
  EXPECT_TRUE(std::isnan((kWidth / Sym(0)).at(at(1, 1))));
  EXPECT_FALSE(power(Sym(0), -1).finite());
  EXPECT_TRUE((kWidth / 3).finite());
}

/// A number by plain doubles, and by how much their rounding may have moved it. It is not decided where that is enough
/// to tip a round() over its edge.
struct Plain {
  double value = 0;
  double error = 0;
  bool decided = true;

  [[nodiscard]] bool may_be_zero() const { return std::abs(value) <= error + 1e-12; }
};

Plain plain(double value, double error, const Plain& a, const Plain& b) {
  return {value, error + 1e-15 * std::abs(value), a.decided && b.decided};
}
Plain operator+(const Plain& a, const Plain& b) {
  return plain(a.value + b.value, a.error + b.error, a, b);
}
Plain operator-(const Plain& a, const Plain& b) {
  return plain(a.value - b.value, a.error + b.error, a, b);
}
Plain operator*(const Plain& a, const Plain& b) {
  return plain(a.value * b.value, std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error, a, b);
}
Plain operator/(const Plain& a, const Plain& b) {
  const double value = a.value / b.value;
  return plain(value, (a.error + std::abs(value) * b.error) / (std::abs(b.value) - b.error), a, b);
}
Plain larger(const Plain& a, const Plain& b) {
  return plain(std::max(a.value, b.value), std::max(a.error, b.error), a, b);
}
Plain rounded(const Plain& a) {
  const double margin = a.error + 1e-9 * (1 + std::abs(a.value));
  return {std::round(a.value), 0, a.decided && std::round(a.value - margin) == std::round(a.value + margin)};
}

/// A random expression with its value by plain doubles at width 6, depth 5.
struct Random {
  std::mt19937 generator;

  int below(int end) { return static_cast<int>(generator() % static_cast<unsigned>(end)); }

  std::pair<Sym, Plain> make(int nesting) {
    if (nesting == 0 || below(4) == 0) {
      const double number = 1 + below(12);
      switch (below(4)) {
        case 0:
          return {kWidth, {6}};
        case 1:
          return {kDepth, {5}};
        case 2:
          return {Sym(number / 4), {number / 4}};
        default:
          return {Sym(number), {number}};
      }
    }
    const auto [a, x] = make(nesting - 1);
    const auto [b, y] = make(nesting - 1);
    switch (below(7)) {
      case 0:
        return {a - b, x - y};
      case 1:
      case 2:
        return {a * b, x * y};
      case 3:
        return y.may_be_zero() ? std::pair(a, x) : std::pair(a / b, x / y);
      case 4:
        return {round_of(a), rounded(x)};
      case 5:
        return {apply(AtomKind::kMax, {a, b}), larger(x, y)};
      default:
        return {a + b, x + y};
    }
  }
};

TEST(Symbolic, AgreesWithPlainDoubles) {
  Random random{std::mt19937(7)};
  int compared = 0;
  int with_round = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto [sym, plain] = random.make(4);
    if (!plain.decided) continue;
    const double found = sym.at(at(6, 5));
    EXPECT_NEAR(found, plain.value, plain.error + 1e-7 * (1 + std::abs(plain.value))) << sym.text();
    ++compared;
    if (sym.text().find("round") != std::string::npos) ++with_round;
  }
  EXPECT_GT(compared, 2000);
  EXPECT_GT(with_round, 500);
}

TEST(Symbolic, UndoesWhatWasAdded) {
  Random random{std::mt19937(8)};
  for (int i = 0; i < 1000; ++i) {
    const Sym a = random.make(3).first;
    const Sym b = random.make(3).first;
    EXPECT_EQ(a + b, b + a);
    EXPECT_EQ(a + b - b, a) << a.text() << " and " << b.text();
  }
}

TEST(Symbolic, ReadsBackFromItsText) {
  Random random{std::mt19937(9)};
  for (int i = 0; i < 60; ++i) {
    const Sym sym = random.make(3).first;
    if (!sym.finite()) continue;
    const auto back = test::number_of(sym.text());
    ASSERT_TRUE(back) << sym.text();
    EXPECT_EQ(back->text(), sym.text());
  }
}

TEST(Symbolic, StaysSmallUnderRepeatedProducts) {
  const Sym sum = kWidth + kDepth;
  EXPECT_EQ(power(sum, 100).terms().size(), 1U);
  EXPECT_LT(power(sum, 8).size(), 400U);
}

}  // namespace
}  // namespace cdp::sema
