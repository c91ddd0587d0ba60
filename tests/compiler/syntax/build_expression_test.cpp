// Precedence, calls, conditionals, lists: the trees and places of expressions.
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Expressions, LiteralsAndPaths) {
  EXPECT_EQ(expr_of("10M tok"), "10000000 tok");
  EXPECT_EQ(expr_of("1Btok"), "1000000000 tok");
  EXPECT_EQ(expr_of("20 tok_per_param"), "20 tok_per_param");
  EXPECT_EQ(expr_of("5%"), "0.05 percent");
  EXPECT_EQ(expr_of("true"), "true");
  EXPECT_EQ(expr_of("\"a \\\"b\\\"\""), "\"a \\\"b\\\"\"");
  EXPECT_EQ(expr_of("embed.weight"), "embed.weight");
  EXPECT_EQ(expr_of("[]"), "[]");
  EXPECT_EQ(expr_of("[1, [a, 2],]"), "[1, [a, 2]]");
}

TEST(Expressions, PrecedenceFromTightToLoose) {
  EXPECT_EQ(expr_of("a + b * c"), "(+ a (* b c))");
  EXPECT_EQ(expr_of("a * b + c"), "(+ (* a b) c)");
  EXPECT_EQ(expr_of("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(expr_of("a / b % c"), "(% (/ a b) c)");
  EXPECT_EQ(expr_of("a ^ b ^ c"), "(^ a (^ b c))");
  EXPECT_EQ(expr_of("a * b ^ c * d"), "(* (* a (^ b c)) d)");
  EXPECT_EQ(expr_of("a + 1 < b * 2"), "(< (+ a 1) (* b 2))");
  EXPECT_EQ(expr_of("a and b or c and d"), "(or (and a b) (and c d))");
  EXPECT_EQ(expr_of("a == 1 and b != 2"), "(and (== a 1) (!= b 2))");
  EXPECT_EQ(expr_of("(a + b) * c"), "(* (+ a b) c)");
  EXPECT_EQ(expr_of("a >= b or c <= d or e > f"), "(or (or (>= a b) (<= c d)) (> e f))");
}

TEST(Expressions, SignsBindLooserThanPowersAndTighterThanProducts) {
  EXPECT_EQ(expr_of("-a^2"), "(- (^ a 2))");
  EXPECT_EQ(expr_of("m_N^-1"), "(^ m_N (- 1))");
  EXPECT_EQ(expr_of("m_L^-alpha * k"), "(* (^ m_L (- alpha)) k)");
  EXPECT_EQ(expr_of("2^-a^b"), "(^ 2 (- (^ a b)))");
  EXPECT_EQ(expr_of("-a * b"), "(* (- a) b)");
  EXPECT_EQ(expr_of("a - -b"), "(- a (- b))");
  EXPECT_EQ(expr_of("--a"), "(- (- a))");
  EXPECT_EQ(expr_of("not a == b and c"), "(and (not (== a b)) c)");
  EXPECT_EQ(expr_of("not not a"), "(not (not a))");
}

TEST(Expressions, ConditionalsReachAsFarAsTheyCan) {
  EXPECT_EQ(expr_of("if a then b else c + 1"), "(if a b (+ c 1))");
  EXPECT_EQ(expr_of("if a then b else if c then d else e"), "(if a b (if c d e))");
  EXPECT_EQ(expr_of("1 + (if a then b else c) * 2"), "(+ 1 (* (if a b c) 2))");
}

TEST(Expressions, CallsTakeArgumentsInOrderAndByName) {
  EXPECT_EQ(expr_of("f()"), "f()");
  EXPECT_EQ(expr_of("attn.q(x, bias = true,)"), "attn.q(x, bias = true)");
  EXPECT_EQ(expr_of("head(norm(blocks(x)))"), "head(norm(blocks(x)))");
}

TEST(Expressions, ComparisonsDoNotChain) {
  const Parsed parsed("assert 0 < a < 2\n");
  EXPECT_EQ(parsed.codes(), "E0125");
  EXPECT_EQ(parsed.marked(), "<");
  EXPECT_EQ(expr_of("(a < b) == c"), "(== (< a b) c)");
}

TEST(Expressions, ArgumentNamesAreSingleNames) {
  for (const char* argument : {"a.b = 1", "f(x) = 1", "-a = 1", "1 = 1", "a + b = 1"}) {
    EXPECT_EQ(codes_of(fmt::format("let x = f({})", argument)), "E0130") << argument;
  }
}

TEST(Expressions, TwoUnitsAreRefused) {
  EXPECT_EQ(codes_of("let x = 3seq tok"), "E0132");
}

TEST(Expressions, PlacesAreExact) {
  const Parsed parsed("let x = (a + 10M tok) * f(y)");
  const auto& value = *std::get<Let>(parsed.file.statements.at(0).node).value;
  const auto& product = std::get<Binary>(value.node);
  const auto& sum = std::get<Binary>(product.left->node);
  EXPECT_EQ(parsed.sources.text(value.span), "(a + 10M tok) * f(y)");
  EXPECT_EQ(parsed.sources.text(product.op_span), "*");
  EXPECT_EQ(parsed.sources.text(product.left->span), "(a + 10M tok)");
  EXPECT_EQ(parsed.sources.text(sum.right->span), "10M tok");
  EXPECT_EQ(parsed.sources.text(product.right->span), "f(y)");
}

TEST(Expressions, LongChainsAreRefusedNotFollowed) {
  std::string sum = "1";
  for (int i = 0; i < 1000; ++i) sum += " + 1";
  EXPECT_EQ(codes_of("let x = " + sum), "E0117");
  std::string power = "2";
  for (int i = 0; i < 1500; ++i) power += "^2";
  EXPECT_EQ(codes_of("let x = " + power + "\nlet y = 1"), "E0117");
  std::string fine = "1";
  for (int i = 0; i < 900; ++i) fine += " + 1";
  EXPECT_EQ(codes_of("let x = " + fine), "");
}

}  // namespace
}  // namespace cdp::syntax
