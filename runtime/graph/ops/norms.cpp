// Norms over the last dimension. On the CPU rms_norm has one pass forward and one backward.
#include <algorithm>

#include "runtime/graph/ops.h"
#include "runtime/graph/ops/cpu.h"

namespace cdp::runtime {
namespace cpu {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

const float* pointer_or_null(const at::Tensor& x) {
  return x.defined() ? x.data_ptr<float>() : nullptr;
}

struct RmsNormFunction : torch::autograd::Function<RmsNormFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& input, const OptionalTensor& gain, double eps) {
    const at::Tensor x = dense(input);
    const at::Tensor g = gain ? gain->to(at::kFloat).contiguous() : at::Tensor();
    const std::int64_t width = x.size(-1);
    const std::int64_t rows = x.numel() / std::max<std::int64_t>(1, width);
    at::Tensor y = at::empty_like(x);
    at::Tensor inverse = at::empty({rows}, x.options().dtype(at::kFloat));
    const kernels::RmsNorm job{
        type_of(x), x.data_ptr(),           pointer_or_null(g), y.data_ptr(), inverse.data_ptr<float>(),
        width,      static_cast<float>(eps)};
    at::parallel_for(0, rows, row_grain(width),
                     [&](std::int64_t begin, std::int64_t end) { kernels::best().rms_norm_forward(job, begin, end); });
    ctx->save_for_backward({x, g, inverse});
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor& x = saved[0];
    const at::Tensor& gain = saved[1];
    const std::int64_t width = x.size(-1);
    const std::int64_t rows = saved[2].numel();
    const at::Tensor grad = laid_out_as(grads[0], x);
    at::Tensor grad_x = at::empty_like(x);
    const std::int64_t chunk = std::max<std::int64_t>(row_grain(width), (rows + kMostChunks - 1) / kMostChunks);
    const std::int64_t chunks = (rows + chunk - 1) / chunk;
    at::Tensor partial;  // a gradient of the gain a chunk
    if (gain.defined()) partial = at::zeros({chunks, width}, x.options().dtype(at::kFloat));
    kernels::RmsNormBackward job{
        type_of(x), x.data_ptr(), pointer_or_null(gain), grad.data_ptr(), saved[2].data_ptr<float>(), grad_x.data_ptr(),
        nullptr,    width};
    at::parallel_for(0, chunks, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        kernels::RmsNormBackward mine = job;
        if (partial.defined()) mine.grad_gain = partial.data_ptr<float>() + i * width;
        kernels::best().rms_norm_backward(mine, i * chunk, std::min(rows, (i + 1) * chunk));
      }
    });
    at::Tensor grad_gain;
    if (gain.defined()) grad_gain = partial.sum(0);  // autograd gives it the gain's type
    return {grad_x, grad_gain, at::Tensor()};
  }

  static constexpr std::int64_t kMostChunks = 64;
};

}  // namespace

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, double eps) {
  return RmsNormFunction::apply(x, optional_tensor(gain), eps);
}

}  // namespace cpu

namespace ops {

at::Tensor rms_norm(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const at::Tensor gain = call.tensor(1);
  if (gain.defined() && gain.dim() > 1) {  // one set a head
    const double eps = call.settings.eps;
    return at::mul(cpu::takes(x) ? cpu::rms_norm(x, {}, eps) : runtime::rms_norm(x, {}, eps), gain.to(x.scalar_type()));
  }
  if (cpu::takes(x)) return cpu::rms_norm(x, gain, call.settings.eps);
  return runtime::rms_norm(x, gain, call.settings.eps);
}

at::Tensor layer_norm(const Call& call) {
  const at::Tensor gain = call.tensor(1);
  const at::Tensor offset = call.tensor(2);
  if (gain.defined() && gain.dim() > 1) {  // one set a head
    const at::Tensor x = call.tensor(0);
    const at::Tensor y = at::mul(runtime::layer_norm(x, {}, {}, call.settings.eps), gain.to(x.scalar_type()));
    return offset.defined() ? at::add(y, offset.to(x.scalar_type())) : y;
  }
  return runtime::layer_norm(call.tensor(0), gain, offset, call.settings.eps);
}

}  // namespace ops
}  // namespace cdp::runtime
