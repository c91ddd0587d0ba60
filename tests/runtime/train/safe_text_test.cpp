// Model output on a terminal: whole characters, replaced bytes, no control characters.
#include "runtime/train/safe_text.h"

#include <gtest/gtest.h>

namespace cdp::runtime {
namespace {

std::string shown(std::string_view bytes) {
  SafeText text;
  std::string out;
  for (const char byte : bytes) out += text.add({&byte, 1});
  return out + text.finish();
}

TEST(SafeText, GoodTextStaysAsItIs) {
  EXPECT_EQ(shown("plain\ttext\n"), "plain\ttext\n");
  EXPECT_EQ(shown("\u00fc \u20ac \U0001F600"), "\u00fc \u20ac \U0001F600");
}

TEST(SafeText, ACharacterIsShownWhenItIsWhole) {
  SafeText text;
  EXPECT_EQ(text.add("\xE2\x82"), "");
  EXPECT_EQ(text.add("\xAC!"), "\u20ac!");
}

TEST(SafeText, OtherBytesAreReplaced) {
  EXPECT_EQ(shown("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(shown("a\x80z"), "a\uFFFDz");
  EXPECT_EQ(shown("\xE2(z").back(), 'z');
  EXPECT_EQ(shown("\xE2(z").substr(0, 4), "\uFFFD(");
  EXPECT_NE(shown("\xE2\x82").find("\uFFFD"), std::string::npos);
}

TEST(SafeText, ControlCharactersCannotReachTheTerminal) {
  EXPECT_EQ(shown("\x1b[2J"), "\uFFFD[2J");
  EXPECT_EQ(shown("\r\x7f\xc2\x9b"), "\uFFFD\uFFFD\uFFFD");
}

}  // namespace
}  // namespace cdp::runtime
