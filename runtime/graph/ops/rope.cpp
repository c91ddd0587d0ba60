// Rotary positions. On the CPU in one pass; backward turns the other way.
#include "runtime/graph/ops.h"
#include "runtime/graph/ops/composites.h"
#include "runtime/graph/ops/cpu.h"

namespace cdp::runtime {
namespace composites {

at::Tensor rope(const at::Tensor& x, const RopeTable& table) {
  const auto halves = x.to(at::kFloat).chunk(2, -1);
  const at::Tensor first = halves[0] * table.cos - halves[1] * table.sin;
  const at::Tensor second = halves[1] * table.cos + halves[0] * table.sin;
  return at::cat({first, second}, -1).to(x.scalar_type());
}

}  // namespace composites

namespace cpu {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

at::Tensor rotate(const at::Tensor& input, const at::Tensor& cos, const at::Tensor& sin, float direction) {
  const at::Tensor x = with_rows(input);
  at::Tensor y = empty_heads(x);
  const kernels::Rope job{type_of(x), rows_of(x), rows_of(y), cos.data_ptr<float>(), sin.data_ptr<float>(), x.size(1),
                          x.size(2),  x.size(3),  direction};
  const std::int64_t grain = row_grain(x.size(2) * x.size(3));
  at::parallel_for(0, x.size(0) * x.size(1), grain,
                   [&](std::int64_t begin, std::int64_t end) { kernels::best().rope(job, begin, end); });
  return y;
}

struct RopeFunction : torch::autograd::Function<RopeFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    ctx->save_for_backward({cos, sin});
    return rotate(x, cos, sin, 1.0f);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const variable_list saved = ctx->get_saved_variables();
    return {rotate(grads[0], saved[0], saved[1], -1.0f), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor rope(const at::Tensor& x, const RopeTable& table) {
  return RopeFunction::apply(x, table.cos.contiguous(), table.sin.contiguous());
}

}  // namespace cpu

namespace ops {

at::Tensor rope(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const RopeTable table = call.rope_tables.get(call.settings.theta, x.size(-1), x.size(-2), x.device());
  return cpu::takes(x) ? cpu::rope(x, table) : composites::rope(x, table);
}

}  // namespace ops
}  // namespace cdp::runtime
