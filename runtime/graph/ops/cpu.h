// Operations on the CPU as one pass over memory each, forward and backward, by the kernels: for autograd they are
// Functions with hand-written backward passes, each beside its operation. The plain meaning is in composites.h and
// torch_compat.h.
#pragma once

#include "runtime/graph/kernels/kernels.h"
#include "runtime/graph/rope_tables.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime::cpu {

/// Whether the kernels do: on the CPU, in fp32 or bf16, unless cpu_path.h says otherwise.
[[nodiscard]] bool takes(const at::Tensor& x);

/// `gain` may be undefined; what is computed with it is fp32.
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, double eps);
/// x is (batch, heads, time, d).
at::Tensor rope(const at::Tensor& x, const RopeTable& table);
/// silu(x) * y, same shapes.
at::Tensor swiglu(const at::Tensor& x, const at::Tensor& y);
/// softmax(q k^T * scale) v, all (batch, heads, time, d).
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, bool causal);

// ---- for those who write kernels' jobs ---------------------------------------------------

/// Entries that one thread takes at a time, and rows of a width. Pieces don't depend on the number of threads wherever
/// sums are involved, so that results don't either.
inline constexpr std::int64_t kElementGrain = 1 << 14;
[[nodiscard]] std::int64_t row_grain(std::int64_t width);

/// x in an order of memory that a row-wise kernel can walk from one end to the other.
[[nodiscard]] at::Tensor dense(const at::Tensor& x);
/// `grad` in the same order of memory as `like`.
[[nodiscard]] at::Tensor laid_out_as(const at::Tensor& grad, const at::Tensor& like);
/// Memory whose rows (the last dimension) are contiguous.
[[nodiscard]] at::Tensor with_rows(const at::Tensor& x);
[[nodiscard]] kernels::Type type_of(const at::Tensor& x);
/// x of (batch, heads, time, d), its rows contiguous.
[[nodiscard]] kernels::Rows rows_of(const at::Tensor& x);
/// A new (batch, heads, time, d) that lies in memory as (batch, time, heads, d), so that heads merge without a copy.
[[nodiscard]] at::Tensor empty_heads(const at::Tensor& like);

}  // namespace cdp::runtime::cpu
