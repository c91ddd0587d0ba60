// Activation functions against their definition, silu(x) * y against the plain composite, gradients too.
#include "runtime/graph/ops/cpu.h"
#include "tests/runtime/graph/ops/run.h"
#include "tests/runtime/graph/ops/types.h"

namespace cdp::runtime {
namespace {

TEST(Activations, ElementwiseFormulas) {
  const at::Tensor x = at::linspace(-3, 3, 13);
  expect_close(run(Op::gelu, {{x}}), x * 0.5 * (1 + at::erf(x / std::sqrt(2.0))));
  expect_close(run(Op::gelu_tanh, {{x}}), x * 0.5 * (1 + at::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x.pow(3)))));
  expect_close(run(Op::silu, {{x}}), x / (1 + at::exp(-x)));
  expect_close(run(Op::relu, {{x}}), at::clamp_min(x, 0));
  expect_close(run(Op::relu2, {{x}}), at::clamp_min(x, 0).pow(2));
  expect_close(run(Op::tanh, {{x}}), at::tanh(x));
  expect_close(run(Op::sigmoid, {{x}}), 1 / (1 + at::exp(-x)));
  expect_close(run(Op::softmax, {{x}}), at::exp(x) / at::exp(x).sum());
}

TEST(Activations, FusedPairMeansItsParts) {
  RopeTables tables;
  Attributes settings;
  const at::Tensor x = at::randn({2, 3, 4}), y = at::randn({2, 3, 4});
  const std::vector<Value> values = {{x}, {y}};
  expect_close(ops::swiglu({values, settings, tables}), at::silu(x) * y);
}

class CpuActivations : public InTypes {};
INSTANTIATE_TEST_SUITE_P(Types, CpuActivations, kTypes, type_name);

TEST_P(CpuActivations, Swiglu) {
  const Function plain = [](const Tensors& in) { return at::silu(in[0]) * in[1]; };
  const Function ours = [](const Tensors& in) { return cpu::swiglu(in[0], in[1]); };
  expect_same(ours, plain, {noise({3, 5, 17}) * 4, noise({3, 5, 17})}, tolerance());
}

}  // namespace
}  // namespace cdp::runtime
