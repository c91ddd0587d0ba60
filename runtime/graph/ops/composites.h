// Operations put together from LibTorch's own, for every device: the plain meaning, written for clearness, and what the
// fused kernels are tested against. Each stands beside its operation.
#pragma once

#include "runtime/graph/rope_tables.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime::composites {

/// Rotates pairs (i, i + d/2): x is (batch, heads, time, d).
at::Tensor rope(const at::Tensor& x, const RopeTable& table);

struct Mask {
  double scale = 1;
  bool causal = true;
  std::int64_t window = 0;  // a query sees fewer than `window` steps away (backward only if causal); 0: everything
};

/// softmax(q k^T * scale) v with q, k, v of (batch, heads, time, d), equal heads.
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Mask& mask);

/// The same with a window, in blocks of queries that see their own and the neighbouring blocks' keys: memory grows with
/// time times window, where attention() holds time^2 scores.
at::Tensor windowed_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Mask& mask);
/// (batch, groups, time, d) -> (batch, heads, time, d): each group serves heads / groups neighbours.
at::Tensor repeat_heads(const at::Tensor& x, std::int64_t heads);

}  // namespace cdp::runtime::composites
