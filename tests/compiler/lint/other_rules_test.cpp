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

}  // namespace
}  // namespace cdp::lint
