// Numbers as people read them.
#include "compiler/base/number_text.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

TEST(NumberText, NumbersAreShort) {
  EXPECT_EQ(short_number(0.0001697056), "0.0001697");
  EXPECT_EQ(short_number(1e-8), "1e-8");
  EXPECT_EQ(short_number(1), "1");
  EXPECT_EQ(short_number(0.999875), "0.999875");
  EXPECT_EQ(short_number(0.99999999), "0.99999999");  // never shown as 1
  EXPECT_EQ(short_number(0), "0");
}

TEST(NumberText, SizesHaveTheLanguagesSuffixes) {
  EXPECT_EQ(with_suffix(256), "256");
  EXPECT_EQ(with_suffix(4096), "4096");
  EXPECT_EQ(with_suffix(10'000'000), "10M");
  EXPECT_EQ(with_suffix(1.5e9), "1.5B");
  EXPECT_EQ(with_suffix(999'999), "1M");
  EXPECT_EQ(change(128, 1024), "128 -> 1024");
  EXPECT_EQ(change(256, 256), "256");
}

TEST(NumberText, CountsAgreeWithTheirNoun) {
  EXPECT_EQ(counted(0, "error"), "0 errors");
  EXPECT_EQ(counted(1, "error"), "1 error");
}

TEST(NumberText, WordsThatAreNoNumbersAreToldTruly) {
  EXPECT_EQ(no_number("1e-6x"), "must be a number, found `1e-6x`");
  EXPECT_EQ(no_number("-3"), "must be 0 or more, found `-3`");
  EXPECT_EQ(no_number("99999999999999999999"),
            "must be a smaller number, found `99999999999999999999`, which no option can hold");
  EXPECT_EQ(no_number("\x1b[2J"), "must be a number, found `\xEF\xBF\xBD[2J`");
  EXPECT_TRUE(is_beyond_64_bits("9223372036854775808"));
  EXPECT_TRUE(is_beyond_64_bits("+9223372036854775808"));
  EXPECT_TRUE(is_beyond_64_bits("-99999999999999999999"));
  for (const char* word : {"9223372036854775807", "-1", "", "x", "1e99", "99999999999999999999x"})
    EXPECT_FALSE(is_beyond_64_bits(word)) << word;
}

}  // namespace
}  // namespace cdp
