// Forward passes of the operations, differentiable by autograd: one function a row of compiler/plan/operations.def, so
// that a row without its function doesn't link. They stand in ops/, each with the backward pass where we write one.
// Shapes were checked when the program was made (shapes.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/plan/operations.h"
#include "runtime/graph/rope_tables.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime {

/// The attributes of all operations, read once; each uses its own.
struct Attributes {
  double eps = 0;
  double theta = 0;
  std::int64_t heads = 0;
  std::int64_t window = 0;
  std::int64_t chunks = 0;
  std::int64_t index = 0;  // of a chunk
  std::int64_t top_k = 0;
  std::int64_t size = 0;      // pixels of a patch's side
  std::int64_t height = 0;    // of an image
  std::int64_t channels = 0;  // of a pixel
  bool causal = false;
  double factor = 1;  // of fused operations
};

/// An argument: a tensor, or a number where the tensor is undefined.
struct Value {
  at::Tensor tensor;
  double number = 0;
};

struct Call {
  std::span<const Value> values;
  const Attributes& settings;
  RopeTables& rope_tables;

  /// Undefined when the argument was left out.
  [[nodiscard]] at::Tensor tensor(std::size_t i) const { return i < values.size() ? values[i].tensor : at::Tensor(); }
};

using Forward = at::Tensor (*)(const Call&);

namespace ops {

#define OPERATION(name, ...) at::Tensor name(const Call& call);
#include "compiler/plan/operations.def"
#undef OPERATION

/// silu(x) * y
at::Tensor swiglu(const Call& call);
/// x + factor * y
at::Tensor scaled_add(const Call& call);
/// x w^T + bias, for x, w, bias
at::Tensor biased_linear(const Call& call);
/// All chunks of x at once.
std::vector<at::Tensor> split(const Call& call);

}  // namespace ops

/// In the order of plan::Op.
[[nodiscard]] Forward forward_of(plan::Op op);

}  // namespace cdp::runtime
