// Sums and products of tensors and numbers. Backward is LibTorch's.
#include "runtime/graph/ops.h"

namespace cdp::runtime::ops {
namespace {

/// A number is a 0-dimensional tensor in the other side's type, which doesn't widen it.
at::Tensor operand(const Call& call, std::size_t i) {
  const Value& value = call.values[i];
  if (value.tensor.defined()) return value.tensor;
  const at::Tensor& other = call.values[1 - i].tensor;
  return at::scalar_tensor(value.number, other.options());
}

}  // namespace

at::Tensor add(const Call& call) {
  return at::add(operand(call, 0), operand(call, 1));
}

at::Tensor sub(const Call& call) {
  return at::sub(operand(call, 0), operand(call, 1));
}

at::Tensor neg(const Call& call) {
  return at::neg(call.tensor(0));
}

at::Tensor mul(const Call& call) {
  for (const std::size_t i : {0u, 1u}) {
    if (!call.values[i].tensor.defined()) return at::mul(call.tensor(1 - i), call.values[i].number);
  }
  return at::mul(call.tensor(0), call.tensor(1));
}

at::Tensor div(const Call& call) {
  if (!call.values[1].tensor.defined()) return at::mul(call.tensor(0), 1.0 / call.values[1].number);
  return at::div(operand(call, 0), call.tensor(1));
}

at::Tensor scaled_add(const Call& call) {
  return at::add(call.tensor(0), call.tensor(1), call.settings.factor);
}

}  // namespace cdp::runtime::ops
