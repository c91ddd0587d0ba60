// That no text of others steers a terminal, and that none floods it.
#include "compiler/base/harmless.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

const std::string kMark = "\xEF\xBF\xBD";

TEST(Harmless, NothingSteersTheTerminal) {
  EXPECT_EQ(harmless("plain, é, 模, 😀"), "plain, é, 模, 😀");
  EXPECT_EQ(harmless("a\x1b[31mb\rc\x07\x7f"), "a" + kMark + "[31mb" + kMark + "c" + kMark + kMark);
  EXPECT_EQ(harmless("a\nb\tc"), "a" + kMark + "b" + kMark + "c");
  EXPECT_EQ(harmless("\xC2\x9B"
                     "31m"),
            kMark + "31m")
      << "CSI as one C1 character";
  EXPECT_EQ(harmless("\xFF\xC3"), kMark + kMark) << "no UTF-8";
}

TEST(Harmless, NothingTurnsTheDirectionOfWriting) {
  for (const char* turn : {"\u202A", "\u202E", "\u2066", "\u2069", "\u200E", "\u200F", "\u061C", "\u2028", "\u2029"})
    EXPECT_EQ(harmless(std::string("a") + turn + "b"), "a" + kMark + "b");
  EXPECT_EQ(harmless("\u200D"), "\u200D") << "joins emoji";
}

TEST(Harmless, LinesKeepTheirEnds) {
  EXPECT_EQ(harmless_lines("a\n\tb\x1b\n"), "a\n\tb" + kMark + "\n");
}

TEST(Harmless, ColoursOfOurOwnStay) {
  EXPECT_EQ(harmless_but_colours("\x1b[1;31merror:\x1b[0m x\n"), "\x1b[1;31merror:\x1b[0m x\n");
  EXPECT_EQ(harmless_but_colours("\x1b[2J"), kMark + "[2J") << "clears the screen";
  EXPECT_EQ(harmless_but_colours("\x1b]0;title\x07"), kMark + "]0;title" + kMark);
  EXPECT_EQ(harmless_but_colours("\x1b["), kMark + "[");
  EXPECT_EQ(harmless_but_colours("\x1b[31"), kMark + "[31");
}

TEST(Harmless, LongTextsAreCut) {
  EXPECT_EQ(shortened("short"), "short");
  EXPECT_EQ(shortened(std::string(40, 'x')), std::string(40, 'x'));
  EXPECT_EQ(shortened(std::string(1000, 'x')), std::string(40, 'x') + "...");
  EXPECT_EQ(shortened("ééé", 2), "éé...") << "between characters";
  EXPECT_EQ(shortened("a\x1b"
                      "bcd",
                      3),
            "a" + kMark + "b...");
}

}  // namespace
}  // namespace cdp
