// Written for clearness; speed is cpu_ops's and the library's.
#include "runtime/graph/composites.h"

#include <limits>

namespace cdp::runtime::composites {

at::Tensor rope(const at::Tensor& x, const RopeTable& table) {
  const auto halves = x.to(at::kFloat).chunk(2, -1);
  const at::Tensor first = halves[0] * table.cos - halves[1] * table.sin;
  const at::Tensor second = halves[1] * table.cos + halves[0] * table.sin;
  return at::cat({first, second}, -1).to(x.scalar_type());
}

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Mask& mask) {
  at::Tensor scores = at::matmul(q * mask.scale, k.transpose(-2, -1)).to(at::kFloat);  // (batch, heads, time, time)
  const at::Tensor position = at::arange(q.size(2), q.options().dtype(at::kLong));
  const at::Tensor distance = position.unsqueeze(1) - position.unsqueeze(0);  // query's minus key's
  at::Tensor hidden = at::zeros_like(distance, at::kBool);
  if (mask.causal) hidden = hidden.logical_or(distance < 0);
  if (mask.window > 0) hidden = hidden.logical_or(distance.abs() >= mask.window);
  scores = scores.masked_fill(hidden, -std::numeric_limits<float>::infinity());
  return at::matmul(at::softmax(scores, -1).to(v.scalar_type()), v);
}

at::Tensor repeat_heads(const at::Tensor& x, std::int64_t heads) {
  const std::int64_t groups = x.size(1);
  if (groups == heads) return x;
  const at::Tensor spread = x.unsqueeze(2).expand({x.size(0), groups, heads / groups, x.size(2), x.size(3)});
  return spread.reshape({x.size(0), heads, x.size(2), x.size(3)});
}

}  // namespace cdp::runtime::composites
