// Marks stand below what they mean, whatever the line is made of.
#include "compiler/diag/snippet.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/carets.h"

namespace cdp::diag {
namespace {

/// The snippet of `marked`'s only span, as `number|text` and `|marks` lines.
std::string shown(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  SourceMap sources;
  sources.add("a.cdp", std::string(text));
  std::string result;
  for (const MarkedLine& line : snippet({0, begin, end}, sources, '^'))
    result +=
        std::to_string(line.number) + "|" + line.text + "\n" + (line.marks.empty() ? "" : " |" + line.marks + "\n");
  return result;
}

std::uint32_t at(std::string_view text, std::string_view part) {
  return static_cast<std::uint32_t>(text.find(part));
}

TEST(Snippet, MarksASpan) {
  EXPECT_EQ(shown("a = widht\n", 4, 9),
            "1|a = widht\n"
            " |    ^^^^^\n");
}

TEST(Snippet, MarksAnEmptySpanByOneCaret) {
  EXPECT_EQ(shown("a =\nb\n", 3, 3),
            "1|a =\n"
            " |   ^\n");
  EXPECT_EQ(shown("", 0, 0),
            "1|\n"
            " |^\n");
  EXPECT_EQ(shown("a =\r\n", 5, 5),
            "2|\n"
            " |^\n");
}

TEST(Snippet, LooksOnlyAroundThePlaceInALineOfAnyLength) {
  const std::string text = std::string(1'000'000, 'a') + "widht" + std::string(1'000'000, 'b');
  const std::string line = shown(text, 1'000'000, 1'000'005);
  EXPECT_LT(line.size(), 300U);
  EXPECT_NE(line.find("...aaaa"), std::string::npos) << line;
  EXPECT_NE(line.find("aawidhtbb"), std::string::npos) << line;
  EXPECT_NE(line.find("bbbb..."), std::string::npos) << line;
  EXPECT_EQ(line.find("widht") - 2, line.find('^') - line.find('\n') - 3) << line;
}

TEST(Snippet, ExpandsTabs) {
  EXPECT_EQ(shown("\tx\ty", 3, 4),
            "1|    x   y\n"
            " |        ^\n");
}

TEST(Snippet, AlignsWideAndCombiningCharacters) {
  const std::string_view text = "\"漢字 e\u0301\" x";
  const std::uint32_t begin = at(text, " x") + 1;
  EXPECT_EQ(shown(text, begin, begin + 1),
            "1|\"漢字 e\u0301\" x\n"
            " |         ^\n");
}

TEST(Snippet, MakesControlCharactersHarmless) {
  EXPECT_EQ(shown("a\x1b[31m b", 7, 8),
            "1|a\uFFFD[31m b\n"
            " |       ^\n");
  EXPECT_EQ(harmless("ok\x07 \u202Eä"), "ok\uFFFD \uFFFDä");
}

TEST(Snippet, CutsLongLinesAroundTheSpan) {
  const std::string text = std::string(200, 'a') + "WRONG" + std::string(200, 'b');
  EXPECT_EQ(shown(text, 200, 205), "1|..." + std::string(40, 'a') + "WRONG" + std::string(55, 'b') + "...\n" + " |" +
                                       std::string(43, ' ') + "^^^^^\n");
  EXPECT_EQ(shown(text, 0, 2), "1|" + std::string(100, 'a') + "...\n |^^\n");
  EXPECT_EQ(shown(text, 404, 405), "1|..." + std::string(100, 'b') + "\n |" + std::string(102, ' ') + "^\n");
}

TEST(Snippet, CutsASpanThatIsItselfTooLong) {
  const std::string text = "s = \"" + std::string(300, 'a') + "\"";
  EXPECT_EQ(shown(text, 4, 306), "1|s = \"" + std::string(95, 'a') + "...\n |    " + std::string(96, '^') + "\n");
}

TEST(Snippet, ShowsAFewLinesWhole) {
  const std::string_view text = "let a = [1,\n\n  2]  \nx\n";
  EXPECT_EQ(shown(text, 8, at(text, "]") + 1),
            "1|let a = [1,\n"
            " |        ^^^\n"
            "2|\n"
            "3|  2]  \n"
            " |  ^^\n");
}

TEST(Snippet, ShowsOnlyTheEndsOfManyLines) {
  const std::string_view text = "base {\n  lr = 1\n  eps = 2\n  beta1 = 3\n}\n";
  EXPECT_EQ(shown(text, 0, at(text, "}") + 1),
            "1|base {\n"
            " |^^^^^^\n"
            "0|...\n"
            "5|}\n"
            " |^\n");
}

TEST(Snippet, ASpanWithItsLineFeedIsOneLine) {
  EXPECT_EQ(shown("ab\ncd\n", 0, 3),
            "1|ab\n"
            " |^^\n");
}

TEST(Snippet, MarksEverySpanOfAnyBytes) {
  std::mt19937 random(1);
  const std::string_view alphabet = "ab\t\n\r \xC3\xA4\xE6\xBC\xA2\x1b";
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (int i = 0; i < 30; ++i) text += alphabet[random() % alphabet.size()];
    if (round % 2 == 1) text.insert(random() % text.size(), 150, 'c');
    SourceMap sources;
    sources.add("a.cdp", text);
    for (int i = 0; i < 50; ++i) {
      const auto begin = static_cast<std::uint32_t>(random() % (text.size() + 1));
      const auto end = begin + static_cast<std::uint32_t>(random() % (text.size() + 1 - begin));
      const std::vector<MarkedLine> lines = snippet({0, begin, end}, sources, '^');
      ASSERT_FALSE(lines.empty());
      EXPECT_NE(lines[0].marks.find('^'), std::string::npos);
      EXPECT_LE(lines[0].marks.size(), 110U);
    }
  }
}

}  // namespace
}  // namespace cdp::diag
