// JSON's tokens: escapes, numbers, growing.
#include "compiler/plan/json_text.h"

#include <limits>
#include <utility>

#include <gtest/gtest.h>

namespace cdp::plan {
namespace {

std::string string_token(std::string_view text) {
  JsonText json;
  json.string(text);
  return std::move(json).take();
}

std::string number_token(double value) {
  JsonText json;
  json.number(value);
  return std::move(json).take();
}

TEST(JsonText, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(string_token("plain"), R"("plain")");
  EXPECT_EQ(string_token(""), R"("")");
  EXPECT_EQ(string_token("a \"b\" \\ c"), R"("a \"b\" \\ c")");
  EXPECT_EQ(string_token("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(string_token(std::string_view("\0\x01\x1f\x7f", 4)), R"("\u0000\u0001\u001f\u007f")");
}

TEST(JsonText, FindsASpecialByteWhereverItIs) {
  for (const char special : {'"', '\\', '\n', '\x7f', '\x1f'}) {
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = special;
      EXPECT_GT(string_token(text).size(), 22U) << at;
    }
  }
  for (const char plain : {'!', '#', '[', ']', ' ', '~', '}', 'a', '/'})
    EXPECT_EQ(string_token(std::string(20, plain)).size(), 22U) << plain;
}

TEST(JsonText, KeepsUtf8AndMendsWhatIsNot) {
  EXPECT_EQ(string_token("größe → 模型 🙂"), "\"größe → 模型 🙂\"");
  EXPECT_EQ(string_token("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(string_token("cut \xE6\xA8"), "\"cut \xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonText, WritesTheShortestNumbers) {
  EXPECT_EQ(number_token(0.1), "0.1");
  EXPECT_EQ(number_token(1024), "1024");
  EXPECT_EQ(number_token(0.0070710678118654755), "0.007071067811865475");  // the same double
  EXPECT_EQ(number_token(std::numeric_limits<double>::denorm_min()), "5e-324");
  EXPECT_EQ(number_token(-std::numeric_limits<double>::max()), "-1.7976931348623157e308");
}

TEST(JsonText, RemembersNumbersWithoutMixingThemUp) {
  JsonText json;
  std::string expected;
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 2000; ++i) {
      json.number(i / 8.0);
      json.raw(' ');
      JsonText alone;
      alone.number(i / 8.0);
      expected += std::move(alone).take() + " ";
    }
  }
  EXPECT_EQ(std::move(json).take(), expected);
}

TEST(JsonText, WritesAllWholeNumbers) {
  JsonText json;
  json.integer(std::numeric_limits<std::int64_t>::min());
  json.raw(' ');
  json.integer(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(std::move(json).take(), "-9223372036854775808 9223372036854775807");
}

TEST(JsonText, IndentsAnyDepth) {
  JsonText json;
  json.new_line(0);
  json.new_line(2);
  json.new_line(40);
  EXPECT_EQ(std::move(json).take(), "\n\n    \n" + std::string(80, ' '));
}

TEST(JsonText, GrowsPastItsBlock) {
  JsonText json;
  const std::string long_one(100'000, 'y');
  json.raw("begin ");
  json.raw(long_one);
  json.raw(" end");
  EXPECT_EQ(json.size(), long_one.size() + 10);
  EXPECT_EQ(std::move(json).take(), "begin " + long_one + " end");
}

}  // namespace
}  // namespace cdp::plan
