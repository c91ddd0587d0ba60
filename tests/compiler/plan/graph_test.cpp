// What a graph runs, and what its arguments are.
#include "compiler/plan/graph.h"

#include <gtest/gtest.h>

#include "compiler/base/saturating.h"

namespace cdp::plan {
namespace {

/// A stack in a stack in a stack, each run 32 times, around one operation.
Block nested(int deep) {
  Block block{{"%in"}, {{"%x", "relu", {"%in"}, {}, {}, {}, {}}}, "%x"};
  for (int i = 0; i < deep; ++i) {
    const std::string name = std::to_string(i);
    Node stack{"%s" + name, "stack", {"%i" + name}, {}, "s", 32, std::make_shared<Block>(block)};
    block = {{"%i" + name}, {stack}, "%s" + name};
  }
  return block;
}

TEST(UnfoldedOperations, CountEveryRunOfEveryStack) {
  EXPECT_EQ(unfolded_operations(nested(0)), 1);
  EXPECT_EQ(unfolded_operations(nested(2)), 32 * (2 + 32 * (2 + 1)));
  EXPECT_EQ(unfolded_operations(nested(16)), kSaturated);
}

TEST(IsValue, LooksAtTheFirstCharacter) {
  EXPECT_TRUE(is_value("%7"));
  EXPECT_FALSE(is_value("embed.weight"));
  EXPECT_FALSE(is_value(""));
}

}  // namespace
}  // namespace cdp::plan
