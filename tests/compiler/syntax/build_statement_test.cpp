// The trees and places of statements, and the doc comments above them.
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Statements, Uses) {
  EXPECT_EQ(tree_of("use std.gpt; use \"my blocks.cdp\"\nuse std.gpt: Gpt, Block"),
            "use std.gpt\nuse \"my blocks.cdp\"\nuse std.gpt: Gpt, Block\n");
}

TEST(Statements, OnesWithoutBlocks) {
  EXPECT_EQ(tree_of("let a = 2 axis experts model = Gpt(a) parameterization = sp()\nassert a > 1 assert a, \"no\""),
            "let a = 2\naxis experts\nmodel = Gpt(a)\nparameterization = sp()\nassert (> a 1)\nassert a, \"no\"\n");
}

TEST(Statements, BlocksOfSettings) {
  EXPECT_EQ(tree_of("reference { width = 128; depth = 4 }\nbase { lr = 1 eps = 2 }\ntraining {;}\n"
                    "target big { ; batch = 256seq;; duration = 20 tok_per_param }"),
            "reference\n  width = 128\n  depth = 4\nbase\n  lr = 1\n  eps = 2\ntraining\n"
            "target big\n  batch = 256 seq\n  duration = 20 tok_per_param\n");
}

TEST(Statements, Tunes) {
  EXPECT_EQ(tree_of("tune embed, @vector { lr *= 4; init_std = 1; 1 - beta1 *= k; beta2 ^= 2; lr <= 1; lr >= 0 }"),
            "tune embed, @vector\n  lr *= 4\n  init_std = 1\n  1 - beta1 *= k\n  beta2 ^= 2\n  lr <= 1\n  lr >= 0\n");
}

TEST(Statements, OnlyTheComplementIsAdjusted) {
  EXPECT_EQ(codes_of("tune a { 2 - beta1 *= 3 }"), "E0129");
}

TEST(Statements, RuleSets) {
  EXPECT_EQ(
      tree_of("/// Table 1.\nrules r(alpha = 1) extends base_rules(alpha, k = 2) {\n"
              "  requires { optimizer = adamw }\n  let k = m_B / m_D;\n"
              "  *.mlp { lr *= k }\n  @block@hidden, @all { eps *= m_N^-1 }\n}\nrules s { }\nrules t extends s {}"),
      "doc \"Table 1.\"\n"
      "rules r(alpha = 1) extends base_rules(alpha, k = 2)\n"
      "  requires\n    optimizer = adamw\n"
      "  let k = (/ m_B m_D)\n"
      "  *.mlp\n    lr *= k\n"
      "  @block@hidden, @all\n    eps *= (^ m_N (- 1))\n"
      "rules s()\n"
      "rules t() extends s()\n");
}

TEST(Statements, RuleSetsChooseAndAssert) {
  EXPECT_EQ(tree_of("rules r(a = 1) {\n  requires { optimizer = [adamw, lion] }\n  assert m_B == 1, \"fixed\"\n"
                    "  if a == 1 { @all { lr *= m_B } } else if a == 2 { assert m_N > 1\n *.c { lr *= m_N } }\n"
                    "  else { if a > 3 { } }\n}"),
            "rules r(a = 1)\n"
            "  requires\n    optimizer = [adamw, lion]\n"
            "  assert (== m_B 1), \"fixed\"\n"
            "  if (== a 1)\n    @all\n      lr *= m_B\n"
            "  else\n    if (== a 2)\n      assert (> m_N 1)\n      *.c\n        lr *= m_N\n"
            "    else\n      if (> a 3)\n");
}

TEST(Statements, AWildcardAfterALetIsNotAProduct) {
  EXPECT_EQ(tree_of("rules r {\n let k = 2\n *.mlp { lr *= k }\n let j = 3 * k\n ** { lr *= 1 }\n}"),
            "rules r()\n  let k = 2\n  *.mlp\n    lr *= k\n  let j = (* 3 k)\n  **\n    lr *= 1\n");
}

TEST(Statements, DocCommentsBelongToTheStatementBelow) {
  EXPECT_EQ(tree_of("//// no\n/// one\n\n///two \nlet a = 1 /// lost\nlet b = 2\n/// end"),
            "doc \"one\\ntwo\"\nlet a = 1\nlet b = 2\n");
}

TEST(Statements, PlacesAreExact) {
  const Parsed parsed("let x = 1\n tune a { lr = 1 } // tail\nuse std.gpt: Gpt\nrules r extends s(1) {}");
  const auto text = [&](Span span) { return parsed.sources.text(span); };
  const auto& statements = parsed.file.statements;
  EXPECT_EQ(text(statements.at(0).span), "let x = 1");
  EXPECT_EQ(text(statements.at(1).span), "tune a { lr = 1 }");
  EXPECT_EQ(text(statements.at(1).keyword), "tune");
  EXPECT_EQ(text(std::get<Use>(statements.at(2).node).target_span), "std.gpt");
  EXPECT_EQ(text(std::get<Rules>(statements.at(3).node).extends_span), "s(1)");
  EXPECT_EQ(text(std::get<Tune>(statements.at(1).node).adjustments.at(0).span), "lr = 1");
}

}  // namespace
}  // namespace cdp::syntax
