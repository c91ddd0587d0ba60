// Activation functions, and softmax. On the CPU silu(x) * y has one pass forward and one backward.
#include "runtime/graph/ops.h"
#include "runtime/graph/ops/cpu.h"

namespace cdp::runtime {
namespace cpu {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

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

at::Tensor swiglu(const at::Tensor& x, const at::Tensor& y) {
  return SwigluFunction::apply(x, y);
}

}  // namespace cpu

namespace ops {

at::Tensor gelu(const Call& call) {
  return at::gelu(call.tensor(0));
}

at::Tensor gelu_tanh(const Call& call) {
  return at::gelu(call.tensor(0), "tanh");
}

at::Tensor silu(const Call& call) {
  return at::silu(call.tensor(0));
}

at::Tensor relu(const Call& call) {
  return at::relu(call.tensor(0));
}

at::Tensor relu2(const Call& call) {
  return at::square(at::relu(call.tensor(0)));
}

at::Tensor tanh(const Call& call) {
  return at::tanh(call.tensor(0));
}

at::Tensor sigmoid(const Call& call) {
  return at::sigmoid(call.tensor(0));
}

at::Tensor softmax(const Call& call) {
  return at::softmax(call.tensor(0), -1);
}

at::Tensor swiglu(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const at::Tensor y = call.tensor(1);
  if (cpu::takes(x) && x.sizes() == y.sizes()) return cpu::swiglu(x, y);
  return at::mul(at::silu(x), y);
}

}  // namespace ops
}  // namespace cdp::runtime
