// The fused CPU operations against their plain composites, gradients too.
#include "runtime/graph/cpu_ops.h"

#include "runtime/graph/composites.h"
#include "tests/runtime/graph/gradients.h"

namespace cdp::runtime::cpu {
namespace {

class CpuOps : public ::testing::TestWithParam<at::ScalarType> {
 protected:
  void SetUp() override { at::manual_seed(1); }
  at::Tensor noise(std::vector<std::int64_t> sizes) const { return at::randn(sizes).to(GetParam()); }
  double tolerance() const { return GetParam() == at::kFloat ? 1e-5 : 2e-2; }
};
INSTANTIATE_TEST_SUITE_P(Types, CpuOps, ::testing::Values(at::kFloat, at::kBFloat16),
                         [](const auto& one) { return one.param == at::kFloat ? "fp32" : "bf16"; });

at::Tensor plain_rms_norm(const at::Tensor& x, const at::Tensor& gain) {
  const at::Tensor y = x * at::rsqrt(at::mean(x * x, {-1}, true) + 1e-6);
  return gain.defined() ? y * gain : y;
}

TEST_P(CpuOps, RmsNorm) {
  const Function plain = [](const Tensors& in) { return plain_rms_norm(in[0], in[1]); };
  const Function ours = [](const Tensors& in) { return rms_norm(in[0], in[1], 1e-6); };
  expect_same(ours, plain, {noise({3, 5, 40}), noise({40})}, tolerance());
  expect_same(ours, plain, {noise({40, 300, 8}), noise({8})}, tolerance());  // more rows than one piece has
}

TEST_P(CpuOps, RmsNormWithoutGain) {
  const Function plain = [](const Tensors& in) { return plain_rms_norm(in[0], {}); };
  expect_same([](const Tensors& in) { return rms_norm(in[0], {}, 1e-6); }, plain, {noise({7, 33})}, tolerance());
}

TEST_P(CpuOps, RmsNormOfHeadsKeepsTheirLayout) {
  const auto heads = [](const at::Tensor& x) { return x.transpose(1, 2); };
  const Function plain = [&](const Tensors& in) { return plain_rms_norm(heads(in[0]), in[1]); };
  const Function ours = [&](const Tensors& in) {
    const at::Tensor y = rms_norm(heads(in[0]), in[1], 1e-6);
    EXPECT_EQ(y.strides(), heads(in[0]).strides());
    return y;
  };
  expect_same(ours, plain, {noise({2, 9, 3, 16}), noise({16})}, tolerance());
  const Function sliced = [](const Tensors& in) { return rms_norm(in[0].slice(1, 0, 4), in[1], 1e-6); };
  const Function plain_sliced = [](const Tensors& in) { return plain_rms_norm(in[0].slice(1, 0, 4), in[1]); };
  expect_same(sliced, plain_sliced, {noise({2, 9, 16}), noise({16})}, tolerance());
}

TEST_P(CpuOps, Rope) {
  RopeTables tables;
  const RopeTable table = tables.get(10000, 10, 7, at::kCPU);
  const auto with = [&](auto&& rotate) {
    return [&tables, table, rotate](const Tensors& in) { return rotate(in[0].transpose(1, 2), table); };
  };
  expect_same(with([](const at::Tensor& x, const RopeTable& t) { return rope(x, t); }),
              with([](const at::Tensor& x, const RopeTable& t) { return composites::rope(x, t); }),
              {noise({3, 7, 2, 10})}, tolerance());
}

TEST_P(CpuOps, Swiglu) {
  const Function plain = [](const Tensors& in) { return at::silu(in[0]) * in[1]; };
  const Function ours = [](const Tensors& in) { return swiglu(in[0], in[1]); };
  expect_same(ours, plain, {noise({3, 5, 17}) * 4, noise({3, 5, 17})}, tolerance());
}

TEST(CpuOpsThreads, SumsOverRowsDontDependOnThreads) {
  at::manual_seed(1);
  const Tensors inputs = {at::randn({50, 400, 16}), at::randn({16})};
  const Function ours = [](const Tensors& in) { return rms_norm(in[0], in[1], 1e-6); };
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Tensors serial = with_gradients(ours, inputs);
  at::set_num_threads(4);
  const Tensors parallel = with_gradients(ours, inputs);
  at::set_num_threads(threads);
  EXPECT_TRUE(at::equal(serial[1], parallel[1]));
  EXPECT_TRUE(at::equal(serial[2], parallel[2]));
}

TEST(CpuOpsTakes, FloatsOfTheCpuOnly) {
  EXPECT_TRUE(takes(at::zeros({1})));
  EXPECT_TRUE(takes(at::zeros({1}, at::kBFloat16)));
  EXPECT_FALSE(takes(at::zeros({1}, at::kDouble)));
}

}  // namespace
}  // namespace cdp::runtime::cpu
