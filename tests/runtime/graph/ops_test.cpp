// Each operation against its definition.
#include "runtime/graph/ops.h"

#include <gtest/gtest.h>

#include "runtime/graph/composites.h"

namespace cdp::runtime {
namespace {

using plan::Op;

at::Tensor run(Op op, std::vector<Value> values, const Settings& settings = {}) {
  RopeTables tables;
  return forward_of(op)({values, settings, tables});
}

Value number(double x) {
  return {at::Tensor(), x};
}

void expect_close(const at::Tensor& found, const at::Tensor& expected) {
  EXPECT_EQ(found.scalar_type(), expected.scalar_type());
  EXPECT_TRUE(at::allclose(found.to(at::kFloat), expected.to(at::kFloat), 1e-5, 1e-6)) << found << expected;
}

TEST(Ops, ArithmeticTakesTensorsAndNumbersOnEitherSide) {
  const at::Tensor x = at::tensor({1.0f, -2.0f, 4.0f}), y = at::tensor({2.0f, 5.0f, 8.0f});
  expect_close(run(Op::add, {{x}, {y}}), x + y);
  expect_close(run(Op::add, {number(3), {y}}), y + 3);
  expect_close(run(Op::sub, {{x}, {y}}), x - y);
  expect_close(run(Op::sub, {number(3), {y}}), 3 - y);
  expect_close(run(Op::mul, {{x}, {y}}), x * y);
  expect_close(run(Op::mul, {number(3), {y}}), y * 3);
  expect_close(run(Op::div, {{x}, {y}}), x / y);
  expect_close(run(Op::div, {{x}, number(4)}), x / 4);
  expect_close(run(Op::div, {number(4), {y}}), at::reciprocal(y) * 4);
  expect_close(run(Op::neg, {{x}}), -x);
}

TEST(Ops, NumbersDontWidenBf16) {
  const at::Tensor x = at::ones({2}, at::kBFloat16);
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div}) {
    EXPECT_EQ(run(op, {{x}, number(0.3)}).scalar_type(), at::kBFloat16);
    EXPECT_EQ(run(op, {number(0.3), {x}}).scalar_type(), at::kBFloat16);
  }
}

TEST(Ops, ElementwiseFormulas) {
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

TEST(Ops, TablesAndMatrices) {
  const at::Tensor ids = at::tensor({2, 0}, at::kLong).view({1, 2}), table = at::arange(6, at::kFloat).view({3, 2});
  expect_close(run(Op::lookup, {{ids}, {table}}), at::tensor({4.0f, 5.0f, 0.0f, 1.0f}).view({1, 2, 2}));
  expect_close(run(Op::positions, {{ids}}), at::tensor({0, 1}, at::kLong).view({1, 2}));
  expect_close(run(Op::linear, {{at::ones({1, 1, 2})}, {table}}), at::tensor({1.0f, 5.0f, 9.0f}).view({1, 1, 3}));
}

TEST(Ops, NormsInFp32AndBf16) {
  Settings settings;
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

TEST(Ops, LayerNormHasGradientsInBf16) {
  const at::Tensor x = at::randn({3, 16}).to(at::kBFloat16).set_requires_grad(true);
  const at::Tensor gain = at::ones({16}, at::kBFloat16).set_requires_grad(true);
  run(Op::layer_norm, {{x}, {gain}}).sum().backward();
  EXPECT_EQ(x.grad().scalar_type(), at::kBFloat16);
  EXPECT_EQ(gain.grad().scalar_type(), at::kBFloat16);
}

TEST(Ops, HeadsSplitAndMerge) {
  Settings settings;
  settings.heads = 2;
  const at::Tensor x = at::randn({2, 3, 8});
  const at::Tensor heads = run(Op::split_heads, {{x}}, settings);
  ASSERT_EQ(heads.sizes(), (std::vector<std::int64_t>{2, 2, 3, 4}));
  expect_close(heads[1][1][2], x[1][2].slice(0, 4, 8));
  expect_close(run(Op::merge_heads, {{heads}}), x);
}

TEST(Ops, NormsMayHaveOneSetOfGainsAHead) {
  Settings settings;
  settings.eps = 1e-6;
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    const at::Tensor x = at::randn({2, 3, 5, 8}).to(type), gain = at::randn({3, 1, 8}).to(type);
    const at::Tensor ones = at::ones({8}, type), zeros = at::zeros({8}, type);
    expect_close(run(Op::rms_norm, {{x}, {gain}}, settings), run(Op::rms_norm, {{x}, {ones}}, settings) * gain);
    const at::Tensor normal = run(Op::layer_norm, {{x}, {ones}, {zeros}}, settings);
    expect_close(run(Op::layer_norm, {{x}, {gain}, {gain}}, settings), normal * gain + gain);
  }
}

TEST(Ops, ChunksArePiecesOfTheLastDimension) {
  Settings settings;
  settings.chunks = 3;
  const at::Tensor x = at::arange(12, at::kFloat).view({1, 2, 6});
  settings.index = 1;
  expect_close(run(Op::chunk, {{x}}, settings), at::tensor({2.0f, 3.0f, 8.0f, 9.0f}).view({1, 2, 2}));
  settings.index = 2;
  const at::Tensor third = run(Op::chunk, {{x}}, settings);
  settings.heads = 2;
  EXPECT_EQ(run(Op::split_heads, {{third}}, settings).sizes(), (std::vector<std::int64_t>{1, 2, 2, 1}));
}

TEST(Ops, RouteAndExpertsTakeTheirArguments) {
  Settings settings;
  settings.top_k = 1;
  const at::Tensor x = at::ones({1, 2, 2}), scores = at::tensor({0.0f, -1.0f, -1.0f, 0.0f}).view({1, 2, 2});
  const at::Tensor weights = run(Op::route, {{scores}, {at::zeros({2})}}, settings);
  expect_close(weights, at::tensor({0.5f, 0.0f, 0.0f, 0.5f}).view({1, 2, 2}));
  const at::Tensor gate = at::ones({2, 1, 2}), up = gate * 3,
                   down = at::tensor({1.0f, 0.0f, 0.0f, 1.0f}).view({2, 2, 1});
  const at::Tensor out = run(Op::experts, {{x}, {weights}, {gate}, {up}, {down}});
  expect_close(out, weights * at::silu(at::full({1}, 2.0f)) * 6);  // each expert writes its own entry
}

TEST(Ops, AttentionGroupsHeadsAndWindows) {
  Settings settings;
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

TEST(Ops, RopeRotatesByPosition) {
  Settings settings;
  settings.theta = 100;
  const at::Tensor x = at::ones({1, 1, 3, 4});
  const at::Tensor y = run(Op::rope, {{x}}, settings);
  EXPECT_NEAR(y[0][0][2][1].item<double>(), std::cos(0.2) - std::sin(0.2), 1e-6);  // 2 * 100^(-2/4)
  EXPECT_NEAR(y[0][0][2][3].item<double>(), std::cos(0.2) + std::sin(0.2), 1e-6);
}

TEST(Ops, FusedPairsMeanTheirParts) {
  RopeTables tables;
  Settings settings;
  settings.factor = 0.25;
  const at::Tensor x = at::randn({2, 3, 4}), y = at::randn({2, 3, 4});
  const std::vector<Value> values = {{x}, {y}};
  expect_close(ops::swiglu({values, settings, tables}), at::silu(x) * y);
  expect_close(ops::scaled_add({values, settings, tables}), x + y * 0.25);
}

TEST(Ops, PatchesKeepTheOrderRowColumnChannel) {
  const std::int64_t height = 4, width = 6, channels = 2, size = 2;
  const at::Tensor image = at::arange(2 * height * width * channels, at::kFloat).view({2, height, width, channels});
  Settings settings;
  settings.size = size;
  settings.height = height;
  settings.channels = channels;
  const at::Tensor found = run(Op::patches, {{image.view({2, -1})}}, settings);
  ASSERT_EQ(found.sizes(), at::IntArrayRef({2, 6, 8}));
  for (std::int64_t b = 0; b < 2; ++b)
    for (std::int64_t p = 0; p < 6; ++p) {
      const at::Tensor square =
          image[b].slice(0, p / 3 * size, p / 3 * size + size).slice(1, p % 3 * size, p % 3 * size + size);
      EXPECT_TRUE(at::equal(found[b][p], square.reshape({-1}))) << b << ", " << p;
    }
}

TEST(Ops, MeanIsOverTime) {
  const at::Tensor x = at::arange(12, at::kFloat).view({1, 3, 4});
  expect_close(run(Op::mean, {{x}}), at::tensor({4.0f, 5.0f, 6.0f, 7.0f}).view({1, 4}));
}

}  // namespace
}  // namespace cdp::runtime
