// How lists of names, factors and shares are written.
#include "compiler/lint/phrases.h"

#include <gtest/gtest.h>

namespace cdp::lint {
namespace {

TEST(Phrases, NamesAreListedUpToFour) {
  EXPECT_EQ(named({}), "");
  EXPECT_EQ(named({"a"}), "`a`");
  EXPECT_EQ(named({"a", "b"}), "`a` and `b`");
  EXPECT_EQ(named({"a", "b", "c", "d"}), "`a`, `b`, `c` and `d`");
  EXPECT_EQ(named({"a", "b", "c", "d", "e"}), "`a`, `b`, `c` and 2 more");
}

TEST(Phrases, FactorsAreShort) {
  EXPECT_EQ(times(8), "x8");
  EXPECT_EQ(times(0.35355339), "x0.3536");
}

TEST(Phrases, PercentsHaveTwoDigits) {
  EXPECT_EQ(percent(0.12), "12%");
  EXPECT_EQ(percent(0.0123), "1.2%");
}

TEST(Phrases, SharesAreInRuns) {
  EXPECT_EQ(runs_text(2.0488), "2 runs");
  EXPECT_EQ(runs_text(0.0123), "0.012 runs");
  EXPECT_EQ(runs_text(33), "33 runs");
}

}  // namespace
}  // namespace cdp::lint
