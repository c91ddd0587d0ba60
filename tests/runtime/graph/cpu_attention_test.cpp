// The CPU attention against the plain composite, gradients too.
#include "runtime/graph/composites.h"
#include "runtime/graph/cpu_ops.h"
#include "tests/runtime/graph/gradients.h"

namespace cdp::runtime::cpu {
namespace {

class CpuAttention : public ::testing::TestWithParam<std::tuple<at::ScalarType, bool>> {
 protected:
  void SetUp() override { at::manual_seed(1); }

  void compare(std::vector<std::int64_t> sizes, bool heads_last) {
    const auto [type, causal] = GetParam();
    const bool is_causal = causal;
    const auto turn = [heads_last](const at::Tensor& x) { return heads_last ? x.transpose(1, 2) : x; };
    const Function ours = [=](const Tensors& in) {
      return attention(turn(in[0]), turn(in[1]), turn(in[2]), 0.4, is_causal);
    };
    const Function plain = [=](const Tensors& in) {
      return composites::attention(turn(in[0]), turn(in[1]), turn(in[2]), {0.4, is_causal, 0});
    };
    const auto noise = [&, type = type] { return at::randn(sizes).to(type); };
    expect_same(ours, plain, {noise(), noise(), noise()}, type == at::kFloat ? 1e-5 : 2e-2);
  }
};
INSTANTIATE_TEST_SUITE_P(Types, CpuAttention,
                         ::testing::Combine(::testing::Values(at::kFloat, at::kBFloat16), ::testing::Bool()),
                         [](const auto& one) {
                           return std::string(std::get<0>(one.param) == at::kFloat ? "fp32" : "bf16") +
                                  (std::get<1>(one.param) ? "_causal" : "_both_ways");
                         });

TEST_P(CpuAttention, WholeBlocks) {
  compare({2, 3, 64, 32}, false);
}
TEST_P(CpuAttention, RaggedTimeAndWidth) {
  compare({2, 2, 77, 24}, false);
}
TEST_P(CpuAttention, OneToken) {
  compare({1, 2, 1, 8}, false);
}
TEST_P(CpuAttention, HeadsAsTheProjectionLeavesThem) {
  compare({2, 50, 3, 64}, true);
}

TEST(CpuAttentionLayout, MergingTheHeadsIsFree) {
  const at::Tensor q = at::randn({2, 5, 3, 8}).transpose(1, 2);
  EXPECT_TRUE(attention(q, q, q, 1.0, true).transpose(1, 2).is_contiguous());
}

TEST(CpuAttentionRange, LargeScoresStayFinite) {
  const at::Tensor q = at::full({1, 1, 40, 8}, 100.0f);
  const at::Tensor out = attention(q, q, at::ones({1, 1, 40, 8}), 1.0, true);
  EXPECT_TRUE(at::allclose(out, at::ones({1, 1, 40, 8})));
}

}  // namespace
}  // namespace cdp::runtime::cpu
