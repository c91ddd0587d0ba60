// Row-wise operations and rotary positions. Work is cut into pieces whose size doesn't depend on the number of threads
// wherever sums are involved, so that results don't either.
#include "runtime/graph/cpu_ops.h"

#include <algorithm>

namespace cdp::runtime::cpu {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kElementGrain = 1 << 14;

std::int64_t row_grain(std::int64_t width) {
  return std::max<std::int64_t>(1, kElementGrain / std::max<std::int64_t>(1, width));
}

/// x in an order of memory that a row-wise kernel can walk from one end to the other.
at::Tensor dense(const at::Tensor& x) {
  return x.stride(-1) == 1 && x.is_non_overlapping_and_dense() ? x : x.contiguous();
}

/// `grad` in the same order of memory as `like`.
at::Tensor laid_out_as(const at::Tensor& grad, const at::Tensor& like) {
  if (grad.strides() == like.strides() && grad.scalar_type() == like.scalar_type()) return grad;
  return at::empty_like(like).copy_(grad);
}

const void* pointer_or_null(const at::Tensor& x) {
  return x.defined() ? x.data_ptr() : nullptr;
}

struct RmsNormFunction : torch::autograd::Function<RmsNormFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& input, const OptionalTensor& gain, double eps) {
    const at::Tensor x = dense(input);
    const at::Tensor g = gain ? gain->contiguous() : at::Tensor();
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
    if (gain.defined()) grad_gain = partial.sum(0).to(gain.scalar_type());
    return {grad_x, grad_gain, at::Tensor()};
  }

  static constexpr std::int64_t kMostChunks = 64;
};

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

struct SwigluFunction : torch::autograd::Function<SwigluFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& gate, const at::Tensor& up) {
    const at::Tensor x = gate.contiguous();
    const at::Tensor y = up.contiguous();
    at::Tensor out = at::empty_like(x);
    const kernels::Swiglu job{type_of(x), x.data_ptr(), y.data_ptr(), out.data_ptr()};
    at::parallel_for(0, x.numel(), kElementGrain,
                     [&](std::int64_t begin, std::int64_t end) { kernels::best().swiglu_forward(job, begin, end); });
    ctx->save_for_backward({x, y});
    return out;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor grad = laid_out_as(grads[0], saved[0]);
    at::Tensor grad_x = at::empty_like(saved[0]);
    at::Tensor grad_y = at::empty_like(saved[0]);
    const kernels::SwigluBackward job{type_of(grad),   saved[0].data_ptr(), saved[1].data_ptr(),
                                      grad.data_ptr(), grad_x.data_ptr(),   grad_y.data_ptr()};
    at::parallel_for(0, grad.numel(), kElementGrain,
                     [&](std::int64_t begin, std::int64_t end) { kernels::best().swiglu_backward(job, begin, end); });
    return {grad_x, grad_y};
  }
};

}  // namespace

bool takes(const at::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
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

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, double eps) {
  return RmsNormFunction::apply(x, optional_tensor(gain), eps);
}

at::Tensor rope(const at::Tensor& x, const RopeTable& table) {
  return RopeFunction::apply(x, table.cos.contiguous(), table.sin.contiguous());
}

at::Tensor swiglu(const at::Tensor& x, const at::Tensor& y) {
  return SwigluFunction::apply(x, y);
}

}  // namespace cdp::runtime::cpu
