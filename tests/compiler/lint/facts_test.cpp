// Lists of names; what is asked of a spec is tested with the rules that ask it (tests/golden/lint).
#include "compiler/lint/facts.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

TEST(Facts, NamesAreListedUpToFour) {
  EXPECT_EQ(named({}), "");
  EXPECT_EQ(named({"a"}), "`a`");
  EXPECT_EQ(named({"a", "b"}), "`a` and `b`");
  EXPECT_EQ(named({"a", "b", "c", "d"}), "`a`, `b`, `c` and `d`");
  EXPECT_EQ(named({"a", "b", "c", "d", "e"}), "`a`, `b`, `c` and 2 more");
}

TEST(Facts, WhatShowsAtSeveralPlacesIsOneWithTheWorstInFront) {
  const Compiled compiled(CDP_SPEC "target big { width = 1024 }\n");
  const ScaleValues& reference = compiled.scales.front();
  Folded none;
  EXPECT_EQ(none.worst(), nullptr);
  EXPECT_EQ(none.others(), "");
  Folded folded;
  folded.add(reference, 2);
  EXPECT_EQ(folded.worst(), &reference);
  EXPECT_EQ(folded.others(), "");
  folded.add(compiled.big(), 3);
  EXPECT_EQ(folded.worst(), &compiled.big());
  EXPECT_EQ(folded.others(), " (also at `reference`)");
  FoldedBy causes;
  causes.add("100", compiled.big());
  causes.add("36", reference);
  causes.add("100", reference);
  ASSERT_EQ(causes.all().size(), 2U);
  EXPECT_EQ(causes.all()[0].first, "100");
  EXPECT_EQ(causes.all()[0].second.worst(), &compiled.big()) << "of equal badness the first";
}

TEST(Facts, ARuleCanAskWhetherAnotherFinds) {
  const Compiled far(CDP_SPEC "target big { width = 16Ki }\n");
  const Compiled near(CDP_SPEC "target big { width = 1024 }\n");
  EXPECT_TRUE(finds(far.checked(), "width-extrapolation"));
  EXPECT_FALSE(finds(near.checked(), "width-extrapolation"));
}

}  // namespace
}  // namespace cdp::lint
