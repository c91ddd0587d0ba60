// Numbers on the command line, in the language's words.
#include "compiler/pipeline/number.h"

#include <gtest/gtest.h>

namespace cdp::pipeline {
namespace {

TEST(NumberOf, ReadsWhatTheLanguageReads) {
  EXPECT_EQ(*number_of("2^-10", "--over"), 0x1p-10);
  EXPECT_EQ(*number_of("10M", "--over"), 1e7);
  EXPECT_EQ(*number_of("1/4", "--over"), 0.25);
  EXPECT_EQ(*number_of("-3", "--over"), -3);
  EXPECT_EQ(*number_of("sqrt(2)^2 / 2", "--over"), 1.0000000000000002);
}

TEST(NumberOf, SaysWhatIsNone) {
  const auto fault = [](const std::string& text) {
    const auto number = number_of(text, "--over");
    return number ? std::string("none") : number.error().text();
  };
  EXPECT_EQ(fault("four"), "--over: `four` is no number: `four` has no value here");
  EXPECT_EQ(
      fault("1/0"),
      "--over: `1/0` is no number: the result is not a finite number; look for a division by zero or the root of a "
      "negative number");
  EXPECT_EQ(fault(""), "--over: `` is no number: expected a value at the beginning; found the end of the file");
  EXPECT_EQ(fault("1 2"), "--over: `1 2` is no number: expected the end after `1`; found `2`");
  EXPECT_EQ(fault("true"), "--over: `true` is no number: a value of a grid must be a number, found true or false");
}

}  // namespace
}  // namespace cdp::pipeline
