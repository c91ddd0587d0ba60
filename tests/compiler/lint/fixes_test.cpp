// Fixes leave texts as people would.
#include "compiler/lint/fixes.h"

#include <gtest/gtest.h>

namespace cdp::lint {
namespace {

diag::Fix replacing(std::string_view text, std::string_view what, std::string replacement) {
  const auto begin = static_cast<std::uint32_t>(text.find(what));
  return {{0, begin, begin + static_cast<std::uint32_t>(what.size())}, std::move(replacement), diag::Safety::kSafe};
}

std::string without(std::string_view text, std::string_view what) {
  return apply(text, {replacing(text, what, "")}).text;
}

TEST(Fixes, ReplaceInsertAndRemove) {
  const std::string_view text = "let a = 1\n";
  EXPECT_EQ(apply(text, {replacing(text, "1", "2")}).text, "let a = 2\n");
  EXPECT_EQ(apply(text, {{{0, 4, 4}, "b", diag::Safety::kSafe}}).text, "let ba = 1\n");
  EXPECT_EQ(apply(text, {}).text, text);
  EXPECT_EQ(apply(text, {}).count, 0U);
}

TEST(Fixes, WholeLinesGoWithTheirEnding) {
  EXPECT_EQ(without("a\nb\nc\n", "b"), "a\nc\n");
  EXPECT_EQ(without("a\r\n  b \r\nc\r\n", "b"), "a\r\nc\r\n");
  EXPECT_EQ(without("b\nc\n", "b"), "c\n");
  EXPECT_EQ(without("a\nb", "b"), "a\n");
  EXPECT_EQ(without("a\nb1\nb2\nc\n", "b1\nb2"), "a\nc\n");
}

TEST(Fixes, ACommentGoesWithWhatItStandsBehind) {
  EXPECT_EQ(without("a\nlet b = 1  // for the head\nc\n", "let b = 1"), "a\nc\n");
}

TEST(Fixes, LeaveNoBlanksAtALinesEnd) {
  EXPECT_EQ(without("let a = 1  // old\nb\n", "// old"), "let a = 1\nb\n");
  EXPECT_EQ(without("base { lr = 1 }\n", "lr = 1 "), "base { }\n");
}

TEST(Fixes, ThatOverlapWait) {
  const std::string_view text = "abcdef\n";
  const Fixed fixed = apply(text, {replacing(text, "bcd", "x"), replacing(text, "de", "y"), replacing(text, "f", "z")});
  EXPECT_EQ(fixed.text, "axez\n");
  EXPECT_EQ(fixed.count, 2U);
}

TEST(Fixes, ThatAreMadeTwiceCountOnce) {
  const std::string_view text = "a\nb\nc\n";
  const Fixed removed = apply(text, {replacing(text, "b", ""), replacing(text, "b", "")});
  EXPECT_EQ(removed.text, "a\nc\n");
  EXPECT_EQ(removed.count, 1U);
  const Fixed inserted = apply(text, {{{0, 0, 0}, "x", diag::Safety::kSafe}, {{0, 0, 0}, "x", diag::Safety::kSafe}});
  EXPECT_EQ(inserted.text, "xa\nb\nc\n");
}

}  // namespace
}  // namespace cdp::lint
