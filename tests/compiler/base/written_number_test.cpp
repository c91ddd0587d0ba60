// Values, suffixes and units of numbers as the language writes them.
#include "compiler/base/written_number.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cdp {
namespace {

TEST(WrittenNumber, ReadsDigitsSuffixesAndUnits) {
  EXPECT_EQ(read_written_number("1_000").value, 1000);
  EXPECT_EQ(read_written_number("3e-4").value, 3e-4);
  EXPECT_EQ(read_written_number("1.005M").value, 1'005'000);
  EXPECT_EQ(read_written_number("2Ki").value, 2048);
  EXPECT_EQ(read_written_number("5%").value, 0.05);
  EXPECT_TRUE(read_written_number("5%").percent);
  const WrittenNumber tokens = read_written_number("1Btok");
  EXPECT_EQ(tokens.value, 1e9);
  EXPECT_EQ(tokens.unit, "tok");
  EXPECT_EQ(tokens.digits, 1U);
}

TEST(WrittenNumber, SaysWhatIsNoNumber) {
  EXPECT_EQ(read_written_number("wide").digits, 0U);
  EXPECT_EQ(read_written_number("-3").digits, 0U) << "numbers have no sign";
  EXPECT_EQ(read_written_number("").digits, 0U);
  EXPECT_EQ(read_written_number("e5").digits, 0U);
  EXPECT_EQ(read_written_number("_5").digits, 0U);
  EXPECT_FALSE(read_written_number("10m").attached);
  EXPECT_FALSE(read_written_number("3tokens").attached);
  EXPECT_TRUE(read_written_number("3").attached);
}

TEST(WrittenNumber, SaysWhatADoubleCannotHold) {
  EXPECT_EQ(read_written_number("1e-400").range, NumberRange::kTooSmall);
  EXPECT_EQ(read_written_number("1e999").range, NumberRange::kTooLarge);
  EXPECT_EQ(read_written_number("1e308T").range, NumberRange::kTooLarge);
  EXPECT_EQ(read_written_number("0e-400").range, NumberRange::kHeld);
}

}  // namespace
}  // namespace cdp
