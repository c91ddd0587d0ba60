// Norms against their definition, on the CPU against the plain composite, gradients too.
#include "runtime/graph/ops/cpu.h"
#include "tests/runtime/graph/ops/run.h"
#include "tests/runtime/graph/ops/types.h"

namespace cdp::runtime {
namespace {

TEST(Norms, NormsInFp32AndBf16) {
  Attributes settings;
  settings.eps = 1e-5;
  const at::Tensor gain = at::rand({16}) + 0.5, offset = at::rand({16});
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    const at::Tensor x = at::randn({3, 16}).to(type), g = gain.to(type), o = offset.to(type);
    const at::Tensor wide = x.to(at::kFloat), centred = wide - wide.mean(-1, true);
    const at::Tensor normal = centred * at::rsqrt(centred.square().mean(-1, true) + 1e-5);
    const at::Tensor rms = wide * at::rsqrt(wide.square().mean(-1, true) + 1e-5);
    const double tolerance = type == at::kFloat ? 1e-5 : 2e-2;
    const auto close = [&](const at::Tensor& found, const at::Tensor& expected) {
      EXPECT_EQ(found.scalar_type(), type);
      EXPECT_TRUE(at::allclose(found.to(at::kFloat), expected, tolerance, tolerance));
    };
    close(run(Op::layer_norm, {{x}, {g}, {o}}, settings), normal * g.to(at::kFloat) + o.to(at::kFloat));
    close(run(Op::layer_norm, {{x}, {g}}, settings), normal * g.to(at::kFloat));
    close(run(Op::layer_norm, {{x}}, settings), normal);
    close(run(Op::rms_norm, {{x}, {g}}, settings), rms * g.to(at::kFloat));
    close(runtime::rms_norm(x, g, 1e-5), rms * g.to(at::kFloat));
    close(runtime::rms_norm(x, {}, 1e-5), rms);
  }
}

TEST(Norms, LayerNormHasGradientsInBf16) {
  const at::Tensor x = at::randn({3, 16}).to(at::kBFloat16).set_requires_grad(true);
  const at::Tensor gain = at::ones({16}, at::kBFloat16).set_requires_grad(true);
  run(Op::layer_norm, {{x}, {gain}}).sum().backward();
  EXPECT_EQ(x.grad().scalar_type(), at::kBFloat16);
  EXPECT_EQ(gain.grad().scalar_type(), at::kBFloat16);
}

TEST(Norms, NormsMayHaveOneSetOfGainsAHead) {
  Attributes settings;
  settings.eps = 1e-6;
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    const at::Tensor x = at::randn({2, 3, 5, 8}).to(type), gain = at::randn({3, 1, 8}).to(type);
    const at::Tensor ones = at::ones({8}, type), zeros = at::zeros({8}, type);
    expect_close(run(Op::rms_norm, {{x}, {gain}}, settings), run(Op::rms_norm, {{x}, {ones}}, settings) * gain);
    const at::Tensor normal = run(Op::layer_norm, {{x}, {ones}, {zeros}}, settings);
    expect_close(run(Op::layer_norm, {{x}, {gain}, {gain}}, settings), normal * gain + gain);
  }
}

class CpuNorms : public InTypes {};
INSTANTIATE_TEST_SUITE_P(Types, CpuNorms, kTypes, type_name);

at::Tensor plain_rms_norm(const at::Tensor& x, const at::Tensor& gain) {
  const at::Tensor y = x * at::rsqrt(at::mean(x * x, {-1}, true) + 1e-6);
  return gain.defined() ? y * gain : y;
}

TEST_P(CpuNorms, RmsNorm) {
  const Function plain = [](const Tensors& in) { return plain_rms_norm(in[0], in[1]); };
  const Function ours = [](const Tensors& in) { return cpu::rms_norm(in[0], in[1], 1e-6); };
  expect_same(ours, plain, {noise({3, 5, 40}), noise({40})}, tolerance());
  expect_same(ours, plain, {noise({40, 300, 8}), noise({8})}, tolerance());  // more rows than one piece has
}

TEST_P(CpuNorms, RmsNormWithoutGain) {
  const Function plain = [](const Tensors& in) { return plain_rms_norm(in[0], {}); };
  expect_same([](const Tensors& in) { return cpu::rms_norm(in[0], {}, 1e-6); }, plain, {noise({7, 33})}, tolerance());
}

TEST_P(CpuNorms, RmsNormOfHeadsKeepsTheirLayout) {
  const auto heads = [](const at::Tensor& x) { return x.transpose(1, 2); };
  const Function plain = [&](const Tensors& in) { return plain_rms_norm(heads(in[0]), in[1]); };
  const Function ours = [&](const Tensors& in) {
    const at::Tensor y = cpu::rms_norm(heads(in[0]), in[1], 1e-6);
    EXPECT_EQ(y.strides(), heads(in[0]).strides());
    return y;
  };
  expect_same(ours, plain, {noise({2, 9, 3, 16}), noise({16})}, tolerance());
  const Function sliced = [](const Tensors& in) { return cpu::rms_norm(in[0].slice(1, 0, 4), in[1], 1e-6); };
  const Function plain_sliced = [](const Tensors& in) { return plain_rms_norm(in[0].slice(1, 0, 4), in[1]); };
  expect_same(sliced, plain_sliced, {noise({2, 9, 16}), noise({16})}, tolerance());
}

TEST(CpuNormsThreads, SumsOverRowsDontDependOnThreads) {
  at::manual_seed(1);
  const Tensors inputs = {at::randn({50, 400, 16}), at::randn({16})};
  const Function ours = [](const Tensors& in) { return cpu::rms_norm(in[0], in[1], 1e-6); };
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Tensors serial = with_gradients(ours, inputs);
  at::set_num_threads(4);
  const Tensors parallel = with_gradients(ours, inputs);
  at::set_num_threads(threads);
  EXPECT_TRUE(at::equal(serial[1], parallel[1]));
  EXPECT_TRUE(at::equal(serial[2], parallel[2]));
}

}  // namespace
}  // namespace cdp::runtime
