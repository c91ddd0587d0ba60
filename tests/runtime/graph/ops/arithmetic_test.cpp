// Sums and products against their definition.
#include "tests/runtime/graph/ops/run.h"

namespace cdp::runtime {
namespace {

TEST(Arithmetic, ArithmeticTakesTensorsAndNumbersOnEitherSide) {
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

TEST(Arithmetic, NumbersDontWidenBf16) {
  const at::Tensor x = at::ones({2}, at::kBFloat16);
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div}) {
    EXPECT_EQ(run(op, {{x}, number(0.3)}).scalar_type(), at::kBFloat16);
    EXPECT_EQ(run(op, {number(0.3), {x}}).scalar_type(), at::kBFloat16);
  }
}

TEST(Arithmetic, FusedPairMeansItsParts) {
  RopeTables tables;
  Attributes settings;
  settings.factor = 0.25;
  const at::Tensor x = at::randn({2, 3, 4}), y = at::randn({2, 3, 4});
  const std::vector<Value> values = {{x}, {y}};
  expect_close(ops::scaled_add({values, settings, tables}), x + y * 0.25);
}

}  // namespace
}  // namespace cdp::runtime
