// What is said of texts that are not JSON.
#include "compiler/plan/json_fault.h"

#include <gtest/gtest.h>

namespace cdp::plan {
namespace {

TEST(LineAndColumn, CountsCodePointsFromOne) {
  EXPECT_EQ(line_and_column("abc", 0), "line 1 column 1");
  EXPECT_EQ(line_and_column("ab\ncd", 4), "line 2 column 2");
  EXPECT_EQ(line_and_column("ä模x", 5), "line 1 column 3");
  EXPECT_EQ(line_and_column("a\n", 2), "line 2 column 1");
}

TEST(IsTruncated, WhereTheLibraryReadPastTheEnd) {
  EXPECT_TRUE(is_truncated("{\"a\"", {.position = 5}));
  EXPECT_FALSE(is_truncated("{\"a\"", {.position = 4}));
}

TEST(Describe, NamesNumbersThatJsonCannotHold) {
  EXPECT_EQ(describe("[NaN]", {.position = 2}), "`NaN` is not a number JSON can hold, at line 1 column 2");
  EXPECT_EQ(describe("[nan]", {.position = 3}), "`nan` is not a number JSON can hold, at line 1 column 3");
  EXPECT_EQ(describe("[\n-Infinity]", {.position = 4}),
            "`-Infinity` is not a number JSON can hold, at line 2 column 2");
  EXPECT_EQ(describe("[inf]", {.position = 2}), "`inf` is not a number JSON can hold, at line 1 column 2");
}

TEST(Describe, NamesWhatIsThere) {
  EXPECT_EQ(describe("[1,]", {.position = 4}), "unexpected `]` at line 1 column 4");
  EXPECT_EQ(describe("[ture]", {.position = 3}), "unexpected `ture` at line 1 column 3");
  EXPECT_EQ(describe("\x89PNG", {.position = 1}), "unexpected the byte 0x89 at line 1 column 1");
  EXPECT_EQ(describe("", {.position = 1}), "there is nothing");
}

TEST(Describe, KnowsTheLibrarysComplaints) {
  EXPECT_EQ(describe("[1e999]", {.position = 7, .number_too_large = true}),
            "`1e999` is too large for a number (64-bit floating point), at line 1 column 7");
  const std::string digits = "123" + std::string(400, '0');
  EXPECT_EQ(describe("[" + digits + "]", {.position = digits.size() + 2, .number_too_large = true}),
            "`123" + std::string(37, '0') +
                "...` is too large for a number (64-bit floating point), at line 1 column " +
                std::to_string(digits.size() + 2));
  EXPECT_EQ(describe("\"\xFF\"", {.position = 2, .complaint = "invalid string: ill-formed UTF-8 byte"}),
            "bytes that are not UTF-8 at line 1 column 2");
  EXPECT_EQ(describe("\"\n\"", {.position = 2, .complaint = "invalid string: control character U+000A"}),
            "a line break or control character inside a text at line 1 column 2");
  EXPECT_EQ(describe("\"\\x\"", {.position = 3, .complaint = "invalid string: forbidden character"}),
            "a broken escape inside a text at line 1 column 3");
}

TEST(InQuotes, CutsAndCleans) {
  EXPECT_EQ(in_quotes("abc"), "\"abc\"");
  EXPECT_EQ(in_ticks("abc"), "`abc`");
  EXPECT_EQ(in_quotes("a\x1b[31m\n\xFF"), "\"a?[31m??\"");
  EXPECT_EQ(in_quotes(std::string(100, 'x')), "\"" + std::string(40, 'x') + "...\"");
}

}  // namespace
}  // namespace cdp::plan
