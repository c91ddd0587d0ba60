// Words, and what no file may contain.
#include "compiler/syntax/lex.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Lex, WordsCarryByteOffsetsAndLineStarts) {
  diag::DiagnosticSink sink;
  const auto words = lex("let é\n  x", 0, sink).words;
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].begin, 0U);
  EXPECT_TRUE(words[0].first_on_line);
  EXPECT_EQ(words[1].begin, 9U);
  EXPECT_TRUE(words[1].first_on_line);
}

TEST(Lex, ByteOrderMarkAndWindowsLineEndsAreAccepted) {
  EXPECT_EQ(tree_of("\xEF\xBB\xBFlet a = 1\r\n/// b\r\nlet b = \"x\"\r\n"), "let a = 1\ndoc \"b\"\nlet b = \"x\"\n");
  EXPECT_EQ(codes_of("let a = 1 \xEF\xBB\xBF"), "E0103");
}

TEST(Lex, CommentsAndStringsMayHoldAnything) {
  EXPECT_EQ(tree_of("// ∂ $ \" ' 漢字\nassert a, \"µ $ // 漢字 😀\""), "assert a, \"µ $ // 漢字 😀\"\n");
}

TEST(Lex, ARunOfStrangeCharactersIsOneFault) {
  const Parsed parsed("let a = $$$ 1 € 2");
  EXPECT_THAT(parsed.messages(),
              testing::ElementsAre("1:9 E0103 unexpected character `$`", "1:15 E0103 unexpected character `€`",
                                   "1:17 E0123 unexpected `2` after the end of the statement"));
  EXPECT_EQ(codes_of("let a = \x01 1"), "E0103");
}

TEST(Lex, WhatOnlyLooksLikeACharacterOfOursIsTold) {
  EXPECT_THAT(Parsed("let a = 1\u037E").messages(),
              testing::ElementsAre("1:10 E0103 unexpected character `\u037E` (U+037E), which only looks like `;`"));
  EXPECT_THAT(Parsed("let a = 2 × 3").messages().front(), testing::HasSubstr("(U+00D7), which only looks like `*`"));
  EXPECT_THAT(Parsed("let a ＝ 2").messages().front(), testing::HasSubstr("(U+FF1D), which only looks like `=`"));
  const Parsed parsed("let a = 1；");
  ASSERT_TRUE(parsed.sink.sorted().front().fix);
  EXPECT_EQ(parsed.sink.sorted().front().fix->replacement, ";");
}

TEST(Lex, WhatOtherLanguagesWriteIsUnderstoodAfterTheReport) {
  const Parsed parsed("/* a\n b */ let a = b && !c || d\n# note\nassert a, 'text'\ntune x { lr += 1 }");
  EXPECT_EQ(parsed.codes(), "E0106 E0108 E0108 E0108 E0106 E0107 E0109");
  EXPECT_EQ(parsed.tree(), "let a = (or (and b (not c)) d)\nassert a, \"text\"\ntune x\n  lr *= 1\n");
  EXPECT_EQ(codes_of("let a = 1 /* open"), "E0106");
}

TEST(Lex, StringsEndWithTheirLine) {
  const Parsed parsed("assert a, \"open\nlet b = f(\"x)\nlet c = 1");
  EXPECT_EQ(parsed.codes(), "E0104 E0104");
  EXPECT_EQ(parsed.marked(), "\"open");
  EXPECT_EQ(parsed.tree(), "assert a, \"open\"\nlet b = f(\"x)\")\nlet c = 1\n");
}

TEST(Lex, HostileTextIsSplitInLinearTimeAndFaultsAreCounted) {
  std::string comments;
  for (int i = 0; i < 200'000; ++i) comments += "/*";
  for (const std::string& text : {comments, std::string(500'000, '\''), std::string(500'000, '!')}) {
    const Parsed parsed(text);
    EXPECT_EQ(parsed.sink.error_count(), kMaxReports + 2);
    EXPECT_EQ(parsed.sink.sorted().at(0).row->id, "E0133");
  }
  EXPECT_EQ(codes_of("let a = 1 /*" + std::string(500'000, '*')), "E0106");
  EXPECT_EQ(codes_of(std::string(500'000, '"')), "E0122");
}

}  // namespace
}  // namespace cdp::syntax
