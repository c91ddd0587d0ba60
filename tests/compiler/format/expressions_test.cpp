// Spaces, line ends and comments inside of expressions.
#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

/// The value of `let v = ...`.
std::string value(const std::string& text) {
  const std::string all = checked("let v=" + text);
  return all.substr(8, all.size() - 9);
}

std::string name(char c, std::size_t length = 30) {
  return std::string(length, c);
}

TEST(Expressions, Spaces) {
  EXPECT_EQ(value("1+2*-3/ 4 %5-  - 6"), "1 + 2 * -3 / 4 % 5 - -6");
  EXPECT_EQ(value("a ^ -0.5"), "a^-0.5");
  EXPECT_EQ(value("( m_B/m_D ) ^ (alpha-1) ^ f( x )"), "(m_B / m_D)^(alpha - 1)^f(x)");
  EXPECT_EQ(value("not a and b or c==d"), "not a and b or c == d");
  EXPECT_EQ(value("if a<=b then c else-d"), "if a <= b then c else -d");
  EXPECT_EQ(value("f( x,y=1 , z = g( ) )"), "f(x, y = 1, z = g())");
  EXPECT_EQ(value("a . b . c( d )"), "a.b.c(d)");
  EXPECT_EQ(value("[ 1,2 , ]"), "[1, 2]");
  EXPECT_EQ(value("[ ]"), "[]");
}

TEST(Expressions, NumbersAndStringsStay) {
  EXPECT_EQ(value("1_000"), "1_000");
  EXPECT_EQ(value("10M   tok"), "10M tok");
  EXPECT_EQ(value("256seq"), "256seq");
  EXPECT_EQ(value("5% % 3"), "5% % 3");
  EXPECT_EQ(value("1.50e-03"), "1.50e-03");
  EXPECT_EQ(value("\" a  \\\" b \""), "\" a  \\\" b \"");
}

TEST(Expressions, NeedlessBracketsStay) {
  EXPECT_EQ(value("((a))+(b*c)"), "((a)) + (b * c)");
}

TEST(Expressions, ALongChainBreaksBeforeItsLoosestOperators) {
  EXPECT_EQ(value(name('a') + "+" + name('b') + "*" + name('c') + "-" + name('d')),
            name('a') + "\n    + " + name('b') + " * " + name('c') + "\n    - " + name('d'));
}

TEST(Expressions, ALongCallBreaksInItsBrackets) {
  EXPECT_EQ(value(name('f') + "(" + name('a') + "," + name('b') + "," + name('c', 20) + ")"),
            name('f') + "(\n  " + name('a') + ", " + name('b') + ", " + name('c', 20) + "\n)");
  EXPECT_EQ(value(name('f') + "(" + name('a') + "," + name('b') + "," + name('c', 50) + ",)"),
            name('f') + "(\n  " + name('a') + ",\n  " + name('b') + ",\n  " + name('c', 50) + "\n)");
}

TEST(Expressions, ALongConditionalHasALineABranch) {
  EXPECT_EQ(value("if " + name('a') + " then " + name('b') + " else if " + name('c') + " then d else " + name('e')),
            "if " + name('a') + "\n    then " + name('b') + "\n    else if " + name('c') + "\n    then d\n    else " +
                name('e'));
}

TEST(Expressions, ExactlyFullLinesStay) {
  const std::string fits = name('a', 45) + " + " + name('b', 44);
  EXPECT_EQ(value(fits), fits);
  EXPECT_EQ(value(fits + "c"), name('a', 45) + "\n    + " + name('b', 44) + "c");
}

TEST(Expressions, CommentsInside) {
  EXPECT_EQ(value("f(a // first\n, b,\n// own\nc // last\n)"), "f(\n  a,  // first\n  b,\n  // own\n  c  // last\n)");
  EXPECT_EQ(value("a // one\n + b"), "a  // one\n    + b");
  EXPECT_EQ(value("f( // open\n)"), "f(  // open\n)");
  EXPECT_EQ(value("(// open\na)"), "(  // open\n  a\n)");
  EXPECT_EQ(value("a^ // exponent\n2"), "a^  // exponent\n    2");
}

TEST(Expressions, DeepNesting) {
  static_cast<void>(checked("let a = " + std::string(150, '(') + "x + y" + std::string(150, ')')));
  std::string sum = "let a = x", branches = "let b = ";
  for (int i = 0; i < 500; ++i) sum += " + x * y";
  for (int i = 0; i < 100; ++i) branches += "if a then b else ";
  static_cast<void>(checked(sum));
  static_cast<void>(checked(branches + "c"));
}

}  // namespace
}  // namespace cdp::format
