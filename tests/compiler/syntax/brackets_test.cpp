// Missing, wrong and superfluous brackets, and the bound on nesting.
#include "compiler/syntax/brackets.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

using testing::ElementsAre;

TEST(Brackets, AMissingBraceIsFoundAtTheNextStatement) {
  const Parsed parsed("base {\n  lr = 4e-3\n\ntarget big { width = 1 }\n");
  EXPECT_THAT(parsed.messages(), ElementsAre("2:8 E0113 missing `}` for the `{` opened before"));
  const auto notes = parsed.sink.sorted().at(0).notes;
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(parsed.sources.place(notes[0].span), "test.cdp:1:6");
  EXPECT_EQ(notes[0].text, "opened here");
  EXPECT_EQ(parsed.tree(), "base\n  lr = 0.004\ntarget big\n  width = 1\n");
}

TEST(Brackets, IndentationTellsWhichBraceIsMissing) {
  const Parsed parsed("module A() {\n  forward(x) {\n    return x\n}\nmodule B() {}\n");
  EXPECT_THAT(parsed.messages(), ElementsAre("3:12 E0113 missing `}` for the `{` opened before"));
  EXPECT_EQ(parsed.sources.place(parsed.sink.sorted().at(0).notes.at(0).span), "test.cdp:2:14");
  EXPECT_EQ(parsed.tree(), "module A()\n  forward(x)\n    return x\nmodule B()\n");
}

TEST(Brackets, RoundAndSquareOnesEndAtTheNextEntry) {
  const Parsed parsed("let a = (1 + 2\nlet b = [1, 2\nbase { lr = (3\n eps = 4 }\ntune c[0 { lr = 1 }");
  EXPECT_EQ(parsed.codes(), "E0113 E0113 E0113 E0113");
  EXPECT_EQ(parsed.tree(), "let a = (+ 1 2)\nlet b = [1, 2]\nbase\n  lr = 3\n  eps = 4\ntune c[0]\n  lr = 1\n");
}

TEST(Brackets, ArgumentsOverLinesStayTogether) {
  const Parsed parsed("module A() {\n  m: Foo(a = 1,\n    b = 2\n  n: Bar()\n}");
  EXPECT_THAT(parsed.messages(), ElementsAre("3:9 E0113 missing `)` for the `(` opened before"));
  EXPECT_EQ(parsed.tree(), "module A()\n  m: Foo(a = 1, b = 2)\n  n: Bar()\n");
}

TEST(Brackets, CloserWithoutOpener) {
  const Parsed parsed("let a = 1)\nbase { lr = 1 }}\nlet b = 2");
  EXPECT_THAT(parsed.messages(),
              ElementsAre("1:10 E0114 `)` closes nothing; take it out, or open its partner before it",
                          "2:16 E0114 `}` closes nothing; take it out, or open its partner before it"));
  EXPECT_EQ(parsed.tree(), "let a = 1\nbase\n  lr = 1\nlet b = 2\n");
}

TEST(Brackets, CloserBeforeItsBlock) {
  const Parsed parsed("base} { lr = 1 }\ntune a } } { lr = 2 }");
  EXPECT_THAT(parsed.messages(),
              ElementsAre("1:5 E0114 `}` closes nothing; take it out, or open its partner before it",
                          "2:8 E0114 `}` closes nothing; take it out, or open its partner before it",
                          "2:10 E0114 `}` closes nothing; take it out, or open its partner before it"));
  EXPECT_EQ(parsed.tree(), "base\n  lr = 1\ntune a\n  lr = 2\n");
}

TEST(Brackets, AMissingOpeningBraceIsSaidOnce) {
  EXPECT_THAT(Parsed("base lr = 1; eps = 2 }\nlet a = 1").messages(),
              ElementsAre("1:6 E0121 expected `{` after `base`; found `lr`"));
}

TEST(Brackets, WrongKindOfCloser) {
  const Parsed parsed("let a = f(1, 2]");
  EXPECT_THAT(parsed.messages(), ElementsAre("1:15 E0115 `]` cannot close the `(` opened before; write `)`"));
  EXPECT_EQ(parsed.sink.sorted().at(0).fix->replacement, ")");
  EXPECT_EQ(parsed.tree(), "let a = f(1, 2)\n");
}

TEST(Brackets, UpToTheLimitNestingIsFine) {
  const auto nested = [](std::size_t depth) {
    return "let a = " + std::string(depth, '(') + "1" + std::string(depth, ')');
  };
  EXPECT_EQ(codes_of(nested(kMaxNesting)), "");
  EXPECT_EQ(codes_of(nested(kMaxNesting + 1)), "E0116");
}

std::string repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Brackets, HostileNestingIsRefused) {
  constexpr int kDeep = 100'000;
  for (const char* piece : {"(", "[", "{", "-", "not ", "f(", "if a then ", "if (", "if a { ", "- (", "x = {"}) {
    EXPECT_EQ(codes_of("let a = " + repeated(piece, kDeep)), "E0116") << piece;
  }
  EXPECT_EQ(codes_of("module A() {" + repeated("if a { ", kDeep) + repeated("}", kDeep + 1)), "E0116");
  EXPECT_EQ(codes_of("module A() { if a {}" + repeated(" else if a {}", kDeep) + "}"), "E0116");
  EXPECT_EQ(codes_of("let a = if a then b" + repeated(" else if a then b", kDeep) + " else c"), "E0116");
}

TEST(Brackets, ManySiblingsAreNotNesting) {
  EXPECT_EQ(codes_of("module A(a) {" + repeated(" if a { m: B() }", 1000) + "}"), "");
  EXPECT_EQ(codes_of("base {" + repeated(" lr = if a then -1 else 2", 1000) + "}"), "");
  EXPECT_EQ(codes_of("let a = [1" + repeated(", -1", 1000) + "]"), "");
  EXPECT_EQ(codes_of("module A(a) { forward(x) { " + repeated("return if a then x else x ", 1000) + "} }"), "");
  EXPECT_EQ(codes_of("let a = [1" + repeated(", if a then x else y", 1000) + "]"), "");
}

}  // namespace
}  // namespace cdp::syntax
