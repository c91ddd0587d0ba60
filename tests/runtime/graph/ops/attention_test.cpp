// Attention and its heads against their definition, on the CPU against the plain composite, gradients too.
#include "runtime/graph/ops/composites.h"
#include "runtime/graph/ops/cpu.h"
#include "tests/runtime/graph/gradients.h"
#include "tests/runtime/graph/ops/run.h"

namespace cdp::runtime {
namespace {

TEST(Attention, HeadsSplitAndMerge) {
  Attributes settings;
  settings.heads = 2;
  const at::Tensor x = at::randn({2, 3, 8});
  const at::Tensor heads = run(Op::split_heads, {{x}}, settings);
  ASSERT_EQ(heads.sizes(), (std::vector<std::int64_t>{2, 2, 3, 4}));
  expect_close(heads[1][1][2], x[1][2].slice(0, 4, 8));
  expect_close(run(Op::merge_heads, {{heads}}), x);
}

TEST(Attention, GroupsHeadsAndWindows) {
  Attributes settings;
  settings.causal = true;
  const at::Tensor q = at::randn({2, 4, 9, 8}), k = at::randn({2, 2, 9, 8}), v = at::randn({2, 2, 9, 8});
  const auto repeated = [](const at::Tensor& x) { return at::repeat_interleave(x, 2, 1); };
  const std::vector<Value> values = {{q}, {k}, {v}, number(0.5)};
  expect_close(run(Op::attention, values, settings),
               composites::attention(q, repeated(k), repeated(v), {0.5, true, 0}));
  settings.window = 3;
  expect_close(run(Op::attention, values, settings),
               composites::attention(q, repeated(k), repeated(v), {0.5, true, 3}));
}

TEST(Attention, SeesTheWindowOnly) {
  const at::Tensor q = at::zeros({1, 1, 5, 2}), v = at::arange(5, at::kFloat).view({1, 1, 5, 1}).expand({1, 1, 5, 2});
  const auto means = [&](const composites::Mask& mask) {
    return composites::attention(q, q, v, mask).select(-1, 0).flatten();
  };
  EXPECT_TRUE(at::allclose(means({1, true, 0}), at::tensor({0.0f, 0.5f, 1.0f, 1.5f, 2.0f})));
  EXPECT_TRUE(at::allclose(means({1, true, 2}), at::tensor({0.0f, 0.5f, 1.5f, 2.5f, 3.5f})));
  EXPECT_TRUE(at::allclose(means({1, false, 0}), at::full({5}, 2.0f)));
  EXPECT_TRUE(at::allclose(means({1, false, 2}), at::tensor({0.5f, 1.0f, 2.0f, 3.0f, 3.5f})));
}

TEST(Attention, InBlocksMeansTheSame) {
  at::manual_seed(1);
  for (const bool causal : {true, false})
    for (const std::int64_t window : {1, 2, 31, 40})
      for (const std::int64_t time : {2, 33, 64, 100}) {
        SCOPED_TRACE(std::to_string(window) + " of " + std::to_string(time) + (causal ? " causal" : ""));
        const composites::Mask mask{0.7, causal, window};
        const Function ours = [&](const Tensors& in) {
          return composites::windowed_attention(in[0], in[1], in[2], mask);
        };
        const Function plain = [&](const Tensors& in) { return composites::attention(in[0], in[1], in[2], mask); };
        const auto noise = [&] { return at::randn({2, 2, time, 4}); };
        expect_same(ours, plain, {noise(), noise(), noise()}, 1e-5);
      }
}

TEST(Attention, AWindowOverALongSequenceTakesLittleMemory) {
  const at::NoGradGuard no_grad;
  const at::Tensor q = at::randn({1, 1, 1 << 18, 2});  // all scores would take 256 GiB
  const at::Tensor out = composites::windowed_attention(q, q, q, {1, true, 8});
  EXPECT_TRUE(at::isfinite(out).all().item<bool>());
  EXPECT_TRUE(at::allclose(out.narrow(2, 0, 1), q.narrow(2, 0, 1))) << "the first token sees itself";
}

TEST(Attention, OfTheLibraryMeansTheSame) {
  const auto make = [] { return at::randn({2, 3, 7, 4}); };
  const at::Tensor q = make(), k = make(), v = make();
  for (const bool causal : {true, false}) {
    const at::Tensor expected = composites::attention(q, k, v, {0.7, causal, 0});
    EXPECT_TRUE(at::allclose(runtime::attention(q, k, v, 0.7, causal), expected, 1e-4, 1e-5)) << causal;
  }
}

TEST(Attention, HeadsRepeatInGroups) {
  const at::Tensor x = at::arange(2, at::kFloat).view({1, 2, 1, 1});
  EXPECT_TRUE(at::equal(composites::repeat_heads(x, 4).flatten(), at::tensor({0.0f, 0.0f, 1.0f, 1.0f})));
  EXPECT_TRUE(composites::repeat_heads(x, 2).is_same(x));
}

class CpuAttention : public ::testing::TestWithParam<std::tuple<at::ScalarType, bool>> {
 protected:
  void SetUp() override { at::manual_seed(1); }

  void compare(std::vector<std::int64_t> sizes, bool heads_last) {
    const auto [type, causal] = GetParam();
    const bool is_causal = causal;
    const auto turn = [heads_last](const at::Tensor& x) { return heads_last ? x.transpose(1, 2) : x; };
    const Function ours = [=](const Tensors& in) {
      return cpu::attention(turn(in[0]), turn(in[1]), turn(in[2]), 0.4, is_causal);
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
  EXPECT_TRUE(cpu::attention(q, q, q, 1.0, true).transpose(1, 2).is_contiguous());
}

TEST(CpuAttentionRange, LargeScoresStayFinite) {
  const at::Tensor q = at::full({1, 1, 40, 8}, 100.0f);
  const at::Tensor out = cpu::attention(q, q, at::ones({1, 1, 40, 8}), 1.0, true);
  EXPECT_TRUE(at::allclose(out, at::ones({1, 1, 40, 8})));
}

}  // namespace
}  // namespace cdp::runtime
