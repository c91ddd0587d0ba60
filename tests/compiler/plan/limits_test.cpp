// The table of limits says what its numbers are.
#include "compiler/plan/limits.h"

#include <gtest/gtest.h>

#include <string>

namespace cdp::plan {
namespace {

TEST(Limits, AreWrittenAsTheyAre) {
  for (const LimitRow& row : kLimits) {
    std::string digits;
    for (const char c : row.written)
      if (c != ',') digits += c;
    const std::int64_t written =
        digits.starts_with("2^") ? std::int64_t{1} << std::stoi(digits.substr(2)) : std::stoll(digits);
    EXPECT_EQ(row.value, written) << row.what;
  }
}

}  // namespace
}  // namespace cdp::plan
