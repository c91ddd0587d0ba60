// What is left out after a fault, and that all independent faults are found.
#include "compiler/syntax/recover.h"

#include "compiler/syntax/lex.h"
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

using testing::ElementsAre;

Words words_of(std::string_view text) {
  diag::DiagnosticSink sink;
  return lex(text, 0, sink).words;
}

TEST(Recover, StatementsBeginAtTheirKeywordsOutsideOfBlocks) {
  EXPECT_THAT(statement_starts(words_of("let a = 1 let b = 2\nmodule A { let c = 3 }")), ElementsAre(0, 4, 8));
  EXPECT_THAT(statement_starts(words_of("let target = 1\nlet b = base\nlet c =\ntarget d {}")),
              ElementsAre(0, 4, 8, 11));
}

TEST(Recover, UnknownThingsEndWithTheirBlockOrLine) {
  EXPECT_EQ(end_of_unknown(words_of("foo { a = 1 } b"), 0), 6U);
  EXPECT_EQ(end_of_unknown(words_of("foo = 1\nbar = 2"), 0), 3U);
  EXPECT_EQ(end_of_unknown(words_of("foo (a\n b)"), 0), 5U);
  EXPECT_EQ(end_of_unknown(words_of("foo ; bar"), 0), 1U);
}

Range entry_of(std::string_view text) {
  Words words = words_of(text);
  Engine engine;
  EXPECT_EQ(engine.run(std::span<Word>(words), &CdpParser::statement), nullptr) << text;
  return entry_around(words, engine.failure());
}

TEST(Recover, TheSmallestEntryIsLeftOut) {
  const Range setting = entry_of("base { a = 1\n b = * 2\n c = 3 }");  // words 5..9 are `b = * 2`
  EXPECT_EQ(setting.begin, 5U);
  EXPECT_EQ(setting.end, 9U);
  const Range junk = entry_of("base { a = 1 , b = 2 }");
  EXPECT_EQ(junk.begin, 5U);
  const Range whole = entry_of("base a = 1 }");
  EXPECT_EQ(whole.begin, 0U);
}

// Several faults in one run; everything around them is kept.
TEST(Recover, IndependentFaultsAreAllFound) {
  const Parsed parsed(
      "let = 1\n"
      "let kept = 2\n"
      "base {\n  lr = \n  beta1 = 0.9\n  eps 1e-8\n  init_std = 1\n}\n"
      "module A(x) {\n  a: B(\n  )\n  c D(x)\n  e: F(x,, x)\n  if x == { g: H() }\n"
      "  forward(x) {\n    y = \n    z = a(x)\n    return z +\n  }\n}\n"
      "rules r {\n  @hidden { lr *= ; eps *= 2 }\n  hidden } { lr *= 1 }\n"
      "target big { width = 1024, depth = 16 }\n"
      "let last = 3\n");
  EXPECT_EQ(parsed.codes(), "E0121 E0120 E0121 E0121 E0120 E0120 E0120 E0120 E0120 E0121 E0122 E0124");
  EXPECT_THAT(parsed.tree(), testing::HasSubstr("let kept = 2\n"));
  EXPECT_THAT(parsed.tree(), testing::HasSubstr("base\n  beta1 = 0.9\n  init_std = 1\n"));
  EXPECT_THAT(parsed.tree(), testing::HasSubstr("    z = a(x)\n"));
  EXPECT_THAT(parsed.tree(), testing::HasSubstr("let last = 3\n"));
}

TEST(Recover, ABlockIsReadThoughItsHeadIsWrong) {
  EXPECT_EQ(codes_of("module (x) { a: B(; c: D() }\nlet a = 1"), "E0121 E0113");
  EXPECT_EQ(codes_of("target 3 { width = ; depth = }"), "E0121 E0120 E0120");
  EXPECT_EQ(codes_of("tune { lr = ; eps *= }"), "E0121 E0120 E0120");
}

TEST(Recover, InHeadTellsWhetherTheBlockWasReached) {
  const auto head = [](std::string_view text) {
    Words words = words_of(text);
    Engine engine;
    EXPECT_EQ(engine.run(std::span<Word>(words), &CdpParser::statement), nullptr) << text;
    return in_head(engine.failure());
  };
  EXPECT_TRUE(head("tune { lr = 1 }"));
  EXPECT_TRUE(head("base lr"));
  EXPECT_FALSE(head("tune a { lr }"));
  EXPECT_FALSE(head("base { , }"));
}

}  // namespace
}  // namespace cdp::syntax
