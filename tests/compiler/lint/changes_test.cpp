// Which targets are far enough from the reference.
#include "compiler/lint/changes.h"

#include <gtest/gtest.h>

#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

Compiled spec_of(const std::string& rules) {
  return Compiled(test::spec_with(test::own_rules(rules)) + "target big { width = 512; depth = 8 }\n");
}

TEST(Changes, FindTheFarthestTarget) {
  const Compiled spec = spec_of("@hidden { lr *= m_in^-1 }");
  ASSERT_NE(farthest(spec.checked(), "width"), nullptr);
  EXPECT_EQ(farthest(spec.checked(), "width")->name(), "big");
  EXPECT_EQ(farthest(spec.checked(), "batch"), nullptr);
}

TEST(Changes, AFewPercentAreNone) {
  const Compiled spec = spec_of("@hidden { lr *= m_in^-1 }");
  EXPECT_FALSE(changes(spec.checked(), 1.01));
  EXPECT_TRUE(changes(spec.checked(), 0.25));
  EXPECT_FALSE(grows(spec.checked(), 0.25));
  EXPECT_TRUE(grows(spec.checked(), 4));
}

}  // namespace
}  // namespace cdp::lint
