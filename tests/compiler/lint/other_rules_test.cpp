// Rules that ask others.
#include "compiler/lint/other_rules.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

TEST(OtherRules, ARuleCanAskWhetherAnotherFinds) {
  const Compiled far(CDP_SPEC "target big { width = 16Ki }\n");
  const Compiled near(CDP_SPEC "target big { width = 1024 }\n");
  EXPECT_TRUE(finds(far.checked(), "width-extrapolation"));
  EXPECT_FALSE(finds(near.checked(), "width-extrapolation"));
}

TEST(OtherRules, FaultsOfTheScalingComeFirst) {
  const Compiled sound(CDP_SPEC "target big { width = 1024 }\n");
  EXPECT_FALSE(scaled_by_fault(sound.checked()));
  const Compiled standard(
      "use std.gpt\nuse std.sp\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
      "parameterization = sp()\n" CDP_REFERENCE CDP_BASE "target big { width = 1024 }\n");
  EXPECT_TRUE(scaled_by_fault(standard.checked())) << "sp-does-not-transfer";
}

}  // namespace
}  // namespace cdp::lint
