// Tokens are gathered expert by expert, go through their expert's matrices, and are added up where they came from.
// Three matrix products an expert; one grouped product for all of them is left to the day it is measured.
#include "runtime/graph/ops/experts.h"

#include <vector>

#include "runtime/graph/cpu_path.h"
#include "runtime/graph/ops.h"
#include "runtime/graph/ops/cpu.h"

namespace cdp::runtime {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Hands the weights on; its backward pass is where the bias's gradient is defined.
struct BalanceFunction : torch::autograd::Function<BalanceFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& weights, const at::Tensor& chosen,
                            const at::Tensor& bias) {
    const at::Tensor load = chosen.flatten(0, -2).sum(0);  // tokens an expert
    ctx->save_for_backward({(at::sign(load - load.mean()) * kBalanceGradient).to(bias.scalar_type())});
    return weights.view_as(weights);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    return {grads[0], at::Tensor(), ctx->get_saved_variables()[0]};
  }
};

/// 1 where an expert is among the token's `top_k`, else 0.
at::Tensor choose(const at::Tensor& scores, const at::Tensor& bias, std::int64_t top_k) {
  const at::NoGradGuard no_grad;
  const at::Tensor ranked = bias.defined() ? scores + bias : scores;
  return at::zeros_like(scores).scatter(-1, std::get<1>(at::topk(ranked, top_k, -1)), 1.0);
}

at::Tensor swiglu(const at::Tensor& x, const at::Tensor& y) {
  return cpu::takes(x) ? cpu::swiglu(x, y) : at::mul(at::silu(x), y);
}

c10::List<OptionalTensor> at_indices(std::initializer_list<at::Tensor> indices) {
  c10::List<OptionalTensor> list;
  for (const at::Tensor& index : indices) list.push_back(index);
  return list;
}

// A token goes to several experts, so sums have several terms. In a fixed order they are added by index_add on the CPU
// (index_put is parallel there) and by index_put on CUDA (index_add is); the same holds for the backward pass of
// taking.
at::Tensor take_rows(const at::Tensor& x, const at::Tensor& rows) {
  return goes_generic(x.device()) ? at::index(x, at_indices({rows})) : at::index_select(x, 0, rows);
}
at::Tensor add_rows(const at::Tensor& to, const at::Tensor& rows, const at::Tensor& x) {
  return goes_generic(to.device()) ? at::index_put(to, at_indices({rows}), x, /*accumulate=*/true)
                                   : at::index_add(to, 0, rows, x);
}

}  // namespace

at::Tensor route(const at::Tensor& scores, const at::Tensor& bias, std::int64_t top_k) {
  const at::Tensor open = at::sigmoid(scores.to(at::kFloat));
  const at::Tensor chosen = choose(open, bias, top_k);
  at::Tensor weights = open * chosen;
  if (top_k > 1) weights = weights / weights.sum(-1, true).clamp_min(1e-20);
  if (bias.defined()) weights = BalanceFunction::apply(weights, chosen, bias);
  return weights.to(scores.scalar_type());
}

at::Tensor experts(const Routed& routed, const Banks& banks) {
  const at::Tensor x = routed.x.flatten(0, -2);              // (tokens, width)
  const at::Tensor weights = routed.weights.flatten(0, -2);  // (tokens, experts)
  const at::Tensor chosen = weights.detach().ne(0);
  const at::Tensor pairs = chosen.t().nonzero();  // (pairs, 2): expert, token; expert by expert
  const at::Tensor expert = pairs.select(1, 0);
  const at::Tensor token = pairs.select(1, 1);
  const at::Tensor loads = chosen.sum(0).cpu();
  const at::Tensor inputs = take_rows(x, token);  // (pairs, width)
  const auto gates = banks.gate.unbind(0), ups = banks.up.unbind(0), downs = banks.down.unbind(0);
  // Backward of a split is one concatenation; of a narrow for each expert it would be all of `inputs` each time.
  const auto parts = inputs.split_with_sizes({loads.data_ptr<std::int64_t>(), gates.size()});
  std::vector<at::Tensor> outputs;
  for (std::size_t i = 0; i < gates.size(); ++i)
    outputs.push_back(at::linear(swiglu(at::linear(parts[i], gates[i]), at::linear(parts[i], ups[i])), downs[i]));
  const at::Tensor weighted = at::cat(outputs) * at::index(weights, at_indices({token, expert})).unsqueeze(1);
  auto sizes = routed.x.sizes().vec();
  sizes.back() = banks.down.size(1);
  return add_rows(at::zeros({x.size(0), sizes.back()}, x.options()), token, weighted).view(sizes);
}

namespace ops {

at::Tensor route(const Call& call) {
  return runtime::route(call.tensor(0), call.tensor(1), call.settings.top_k);
}

at::Tensor experts(const Call& call) {
  return runtime::experts({call.tensor(0), call.tensor(1)}, {call.tensor(2), call.tensor(3), call.tensor(4)});
}

}  // namespace ops
}  // namespace cdp::runtime
