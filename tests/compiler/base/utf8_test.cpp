// Well-formed text decodes to its code points; anything else to one replacement character a byte.
#include "compiler/base/utf8.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

void expect_point(std::string_view text, char32_t value, std::size_t bytes) {
  const CodePoint point = code_point_at(text, 0);
  EXPECT_EQ(point.value, value) << text;
  EXPECT_EQ(point.bytes, bytes) << text;
}

TEST(Utf8, DecodesEveryLength) {
  expect_point("a", U'a', 1);
  expect_point("ä", U'ä', 2);
  expect_point("→", U'→', 3);
  expect_point("𝛼", U'𝛼', 4);
  expect_point("\xF4\x8F\xBF\xBF", 0x10FFFF, 4);
}

TEST(Utf8, ReplacesWhatIsNotUtf8) {
  expect_point("\x80", kReplacement, 1);              // a byte that only continues
  expect_point("\xC0\xAF", kReplacement, 1);          // overlong
  expect_point("\xE0\x80\xAF", kReplacement, 1);      // overlong
  expect_point("\xF0\x80\x80\xAF", kReplacement, 1);  // overlong
  expect_point("\xED\xA0\x80", kReplacement, 1);      // half of a surrogate pair
  expect_point("\xF4\x90\x80\x80", kReplacement, 1);  // beyond U+10FFFF
  expect_point("\xE2\x86", kReplacement, 1);          // cut off
  expect_point("\xE2(\xA1", kReplacement, 1);         // broken in the middle
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("aä→𝛼"), 4U);
  EXPECT_EQ(count_code_points(std::string(100, 'a') + "ä" + std::string(100, 'b')), 201U);
  EXPECT_EQ(count_code_points("\xE2\x86"), 2U);
}

TEST(Utf8, KnowsWideAndCombiningCharacters) {
  EXPECT_EQ(cells(U'a'), 1);
  EXPECT_EQ(cells(U'→'), 1);
  EXPECT_EQ(cells(U'漢'), 2);
  EXPECT_EQ(cells(U'🚀'), 2);
  EXPECT_EQ(cells(0x0301), 0);  // combining acute accent
}

}  // namespace
}  // namespace cdp
