// CHECK says what failed and where, then aborts; what holds costs nothing.
#include "compiler/base/check.h"

#include <gtest/gtest.h>

namespace cdp {
namespace {

TEST(Check, PassesWhatHolds) {
  CHECK(1 + 1 == 2);
}

TEST(CheckDeathTest, NamesFileAndCondition) {
  EXPECT_DEATH(CHECK(1 + 1 == 3), R"(check_test\.cpp:[0-9]+: internal error: this should hold: 1 \+ 1 == 3)");
}

}  // namespace
}  // namespace cdp
