// Lists of names; what is asked of a spec is tested with the rules that ask it (tests/golden/lint).
#include "compiler/lint/facts.h"

#include <gtest/gtest.h>

namespace cdp::lint {
namespace {

TEST(Facts, NamesAreListedUpToFour) {
  EXPECT_EQ(named({}), "");
  EXPECT_EQ(named({"a"}), "`a`");
  EXPECT_EQ(named({"a", "b"}), "`a` and `b`");
  EXPECT_EQ(named({"a", "b", "c", "d"}), "`a`, `b`, `c` and `d`");
  EXPECT_EQ(named({"a", "b", "c", "d", "e"}), "`a`, `b`, `c` and 2 more");
}

}  // namespace
}  // namespace cdp::lint
