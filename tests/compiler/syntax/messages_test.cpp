// What is said about each slip, word for word.
#include "compiler/syntax/messages.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

struct Case {
  const char* text;
  const char* message;  // the only one
};

constexpr Case kCases[] = {
    // values
    {"let a =\nlet b = 1", "1:7 E0120 expected a value after `=`; found the next statement"},
    {"let a = 4 *", "1:11 E0120 expected a value after `*`; found the end of the file"},
    {"let a = f(, 1)", "1:11 E0120 expected a value after `(`; found `,`"},
    {"let a = f(*)", "1:11 E0120 expected a value after `(`; found `*`"},
    {"let a = [1,, 2]", "1:12 E0120 expected a value after `,`; found `,`"},
    {"let a = if then b else c", "1:12 E0120 expected a value after `if`; found `then`"},
    {"base { lr = 4 * }", "1:17 E0120 expected a value after `*`; found `}`"},
    {"base { lr =\n eps = 1 }", "1:11 E0120 expected a value after `=`; found `eps`"},
    // names and signs
    {"let = 1", "1:5 E0121 expected a name after `let`; found `=`"},
    {"let a 1", "1:7 E0121 expected `=` after `a`; found `1`"},
    {"use std.", "1:8 E0121 expected a name after `.`; found the end of the file"},
    {"use 3", "1:5 E0121 expected a name or a string in double quotes after `use`; found `3`"},
    {"base { lr: 1 }", "1:10 E0121 expected `=` after `lr`; found `:`"},
    {"tune a { lr 1 }", "1:13 E0121 expected `=`, `*=` or `^=` after `lr`; found `1`"},
    {"tune a { lr < 1 }", "1:13 E0121 expected `=`, `*=` or `^=` after `lr`; found `<`"},
    {"rules r() { @all { lr 1 } }", "1:23 E0121 expected `=`, `*=` or `^=` after `lr`; found `1`"},
    {"rules r() { @all { lr < 1 } }", "1:23 E0121 expected `=`, `*=`, `^=`, `<=` or `>=` after `lr`; found `<`"},
    {"module A(a b) {}", "1:12 E0121 expected `,` or `)` after `a`; found `b`"},
    {"module A(a, 1) {}", "1:13 E0121 expected a name or `)` after `,`; found `1`"},
    {"module A { m = B() }", "1:14 E0121 expected `:` after `m`; found `=`"},
    {"module A { forward x }", "1:20 E0121 expected `(` after `forward`; found `x`"},
    {"module A { forward(x) }", "1:23 E0121 expected `{` or `=` after `)`; found `}`"},
    {"tune { lr = 1 }", "1:6 E0121 expected a selector such as `blocks.*.mlp` or `@hidden` after `tune`; found `{`"},
    {"tune a[] { lr = 1 }", "1:8 E0121 expected a name, a number or `-` after `[`; found `]`"},
    // semicolons
    {"model = G(width; depth)", "1:16 E0137 expected `,` or `)` after `width`; found `;`, which ends a statement"},
    {"let a = [1; 2]", "1:11 E0137 expected `,` or `]` after `1`; found `;`, which ends a statement"},
    {"module A(a; b) {}", "1:11 E0137 expected `,` or `)` after `a`; found `;`, which ends a statement"},
    {"let a = if b > 0; then 1 else 2", "1:17 E0137 expected `then` after `0`; found `;`, which ends a statement"},
    {"use std.gpt: Gpt; Block",
     "1:19 E0138 `Block` does not begin a statement; the `;` before it ends `use`: names are separated by `,`"},
    // blocks
    {"base { lr = 1, eps = 2 }", "1:14 E0124 found `,`; expected `name = value` or `}` here"},
    {"tune a { = }", "1:10 E0124 found `=`; expected `name = value` or `name *= factor` or `}` here"},
    // likely slips
    {"let target = 1", "1:5 E0118 `target` is a reserved word; choose another name"},
    {"module A(model) {}", "1:10 E0118 `model` is a reserved word; choose another name"},
    {"base { model = 1 }", "1:8 E0118 `model` is a reserved word; choose another name"},
    {"let a = 1 + base", "1:13 E0118 `base` is a reserved word; choose another name"},
    {"training { steps = 1 }", "1:12 E0119 `steps` is a unit and cannot be a name; choose another name"},
    {"target a { batch = 32 sequences }",
     "1:23 E0111 unknown unit `sequences`; units are seq, tok, steps and tok_per_param"},
    {"target a { batch = 32 samples\n width = 1 }",
     "1:23 E0111 unknown unit `samples`; units are seq, tok, steps and tok_per_param"},
    {"let a = 10 tokens", "1:12 E0111 unknown unit `tokens`; units are seq, tok, steps and tok_per_param"},
    {"assert a = b", "1:10 E0126 `=` sets a value; write `==` to compare"},
    {"let x = if a = 1 then b else c", "1:14 E0126 `=` sets a value; write `==` to compare"},
    {"module A(a) { if a = 1 { m: B() } }", "1:20 E0126 `=` sets a value; write `==` to compare"},
    {"rules r(a) { if a = 1 { @all { lr *= m_N } } }", "1:19 E0126 `=` sets a value; write `==` to compare"},
    {"let a = if b then c", "1:9 E0127 `if` in an expression has no `else`; write `if c then a else b`"},
    // no statement
    {"modle = Gpt(width)", "1:1 E0122 `modle` does not begin a statement; did you mean `model`?"},
    {"trianing { seed = 1 }", "1:1 E0122 `trianing` does not begin a statement; did you mean `training`?"},
    {"tagret big { width = 1 }", "1:1 E0122 `tagret` does not begin a statement; did you mean `target`?"},
    {"= 3", "1:1 E0122 `=` does not begin a statement"},
    {"let a = 1 2", "1:11 E0123 unexpected `2` after the end of the statement"},
};

TEST(Messages, SayWhatWasFoundAndTheWayOut) {
  for (const Case& each : kCases) {
    EXPECT_THAT(Parsed(each.text).messages(), testing::ElementsAre(each.message)) << each.text;
  }
}

TEST(Messages, WhatStandsAloneHasNothingBeforeIt) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  static_cast<void>(parse_expression(sources, sources.add("--expression", "* 2"), sink));
  static_cast<void>(parse_selector(sources, sources.add("--tensor", "= 2"), sink));
  std::vector<std::string> messages;
  for (const diag::Diagnostic& one : sink.sorted()) messages.push_back(std::string(one.row->id) + " " + one.message);
  EXPECT_THAT(messages,
              testing::ElementsAre("E0136 expected a value at the beginning; found `*`",
                                   "E0136 expected a selector such as `blocks.*.mlp` or `@hidden` at the beginning; "
                                   "found `=`"));
}

TEST(Messages, FixesAreOffered) {
  const auto fix = [](const char* text) { return Parsed(text).sink.sorted().at(0).fix->replacement; };
  EXPECT_EQ(fix("assert a = b"), "==");
  EXPECT_EQ(fix("let a = b && c"), "and");
  EXPECT_EQ(fix("let a = [1; 2]"), ",");
  EXPECT_EQ(fix("use std.gpt: Gpt; Block"), ",");
  EXPECT_EQ(fix("let a = 50K"), "k");
  EXPECT_EQ(fix("assert a, 'b'"), "\"b\"");
}

TEST(Messages, LongWordsAreCut) {
  const Parsed parsed("let a 1" + std::string(5000, '0'));
  EXPECT_LT(parsed.messages().at(0).size(), 120U);
}

TEST(Messages, DescribeJoinsWhatIsExpected) {
  antlr4::misc::IntervalSet expected;
  expected.add(CdpParser::NAME);
  EXPECT_EQ(describe(expected), "a name");
  expected.add(CdpParser::COMMA);
  EXPECT_EQ(describe(expected), "`,` or a name");
  EXPECT_EQ(describe({}), "the end of the statement");
}

TEST(Messages, NeverNameTheGrammar) {
  const std::string words[] = {"let", "a", "=",  "1",    "{",       "}",   "(",      ")",   "[",
                               "]",   ",", ";",  ":",    ".",       "@",   "tune",   "*",   "-",
                               "+",   "^", "if", "then", "forward", "seq", "module", "use", "\"s\""};
  for (const std::string& first : words) {
    for (const std::string& second : words) {
      for (const std::string& start : {std::string("let a = "), std::string("module A { "), std::string("tune a { ")}) {
        std::string text = start;
        text.append(first).append(" ").append(second);
        for (const std::string& message : Parsed(text).messages()) {
          EXPECT_THAT(message, testing::Not(testing::ContainsRegex("[A-Z]{3,}|<EOF>|<INVALID>|viable|mismatched")))
              << text;
        }
      }
    }
  }
}

}  // namespace
}  // namespace cdp::syntax
