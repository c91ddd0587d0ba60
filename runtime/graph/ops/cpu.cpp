// How memory lies, and how work on it is cut.
#include "runtime/graph/ops/cpu.h"

#include <algorithm>

#include "runtime/graph/cpu_path.h"

namespace cdp::runtime::cpu {

bool takes(const at::Tensor& x) {
  return !goes_generic(x.device()) && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

std::int64_t row_grain(std::int64_t width) {
  return std::max<std::int64_t>(1, kElementGrain / std::max<std::int64_t>(1, width));
}

at::Tensor dense(const at::Tensor& x) {
  return x.stride(-1) == 1 && x.is_non_overlapping_and_dense() ? x : x.contiguous();
}

at::Tensor laid_out_as(const at::Tensor& grad, const at::Tensor& like) {
  if (grad.strides() == like.strides() && grad.scalar_type() == like.scalar_type()) return grad;
  return at::empty_like(like).copy_(grad);
}

at::Tensor with_rows(const at::Tensor& x) {
  return x.stride(-1) == 1 ? x : x.contiguous();
}

kernels::Type type_of(const at::Tensor& x) {
  return x.scalar_type() == at::kFloat ? kernels::Type::kFp32 : kernels::Type::kBf16;
}

kernels::Rows rows_of(const at::Tensor& x) {
  return {x.data_ptr(), {x.stride(0), x.stride(1), x.stride(2)}};
}

at::Tensor empty_heads(const at::Tensor& like) {
  return at::empty({like.size(0), like.size(2), like.size(1), like.size(3)}, like.options()).transpose(1, 2);
}

}  // namespace cdp::runtime::cpu
