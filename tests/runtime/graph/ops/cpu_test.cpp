// Which tensors the CPU's kernels take, and how memory lies for them.
#include "runtime/graph/ops/cpu.h"

#include <gtest/gtest.h>

namespace cdp::runtime::cpu {
namespace {

TEST(Takes, FloatsOfTheCpuOnly) {
  EXPECT_TRUE(takes(at::zeros({1})));
  EXPECT_TRUE(takes(at::zeros({1}, at::kBFloat16)));
  EXPECT_FALSE(takes(at::zeros({1}, at::kDouble)));
}

TEST(Layout, DenseMemoryStaysAsItIs) {
  const at::Tensor x = at::randn({2, 3, 4, 8}), heads = x.transpose(1, 2), columns = x.transpose(2, 3);
  EXPECT_TRUE(dense(heads).is_same(heads));
  EXPECT_TRUE(with_rows(heads).is_same(heads));
  EXPECT_EQ(dense(columns).stride(-1), 1);
  EXPECT_EQ(with_rows(columns).stride(-1), 1);
  EXPECT_EQ(laid_out_as(heads.contiguous(), heads).strides(), heads.strides());
  EXPECT_TRUE(laid_out_as(heads, heads).is_same(heads));
  EXPECT_TRUE(empty_heads(heads).transpose(1, 2).is_contiguous());
}

TEST(Layout, APieceIsOneRowAtLeast) {
  EXPECT_EQ(row_grain(kElementGrain / 4), 4);
  EXPECT_EQ(row_grain(kElementGrain * 4), 1);
  EXPECT_EQ(row_grain(0), kElementGrain);
}

}  // namespace
}  // namespace cdp::runtime::cpu
