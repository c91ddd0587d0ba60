// Which instruction set the kernels take.
#include "runtime/graph/kernels/kernels.h"

#include <gtest/gtest.h>

#include <string>

namespace cdp::runtime::kernels {
namespace {

TEST(Dispatch, ThePlainSetIsAlwaysThereAndTheLastIsTheBest) {
  ASSERT_GE(available(), 1);
  EXPECT_STREQ(at(0).instruction_set, "generic");
  EXPECT_EQ(&best(), &at(available() - 1));
}

TEST(Dispatch, ScratchCoversTheBackwardPass) {
  // keys and values across, keys, their gradients: 5 of 32 x 32, 2 of them spread; scores and theirs: 2, spread;
  // queries, gradients, results: 3.
  EXPECT_EQ(attention_scratch(1, 1), 10 * 32 * 32 + 4 * 32 * 16);
  EXPECT_GT(attention_scratch(33, 64), attention_scratch(32, 64));
}

}  // namespace
}  // namespace cdp::runtime::kernels
