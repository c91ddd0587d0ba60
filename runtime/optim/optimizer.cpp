// The optimizer's state, and which way an update goes.
#include "runtime/optim/optimizer.h"

#include "compiler/base/check.h"
#include "runtime/graph/cpu_path.h"
#include "runtime/optim/foreach.h"
#include "runtime/optim/muon.h"
#include "runtime/optim/one_pass.h"

namespace cdp::runtime {

Optimizer::Optimizer(const plan::Plan& plan, std::vector<Parameter>& parameters)
    : kind_(plan.training.optimizer), parameters_(&parameters) {
  CHECK(plan.tensors.size() == parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    CHECK(plan.tensors[i].name == parameters[i].name);
    const torch::Tensor master = parameters[i].master.detach();
    Slot slot{settings_of(plan.tensors[i], plan), at::zeros_like(master), {}};
    if (slot.settings.rule == plan::OptimizerKind::adamw) slot.v = at::zeros_like(master);
    slots_.push_back(std::move(slot));
  }
}

bool Optimizer::takes_kernels() const {
  return parameters_->empty() || !goes_generic(parameters_->front().master.device());
}

torch::Tensor Optimizer::gradient_norm() const {
  std::vector<at::Tensor> gradients;
  for (const Parameter& parameter : *parameters_) {
    if (const torch::Tensor gradient = parameter.gradient(); gradient.defined()) gradients.push_back(gradient);
  }
  if (takes_kernels()) return at::scalar_tensor(norm_in_one_pass(gradients), at::kDouble);
  return norm_by_foreach(gradients);
}

void Optimizer::step(double schedule_factor, const torch::Tensor& gradient_scale) {
  const at::NoGradGuard no_grad;
  ++steps_;
  std::vector<UpdateTensor> numbers, matrices;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Parameter& parameter = (*parameters_)[i];
    const Slot& slot = slots_[i];
    at::Tensor gradient = parameter.gradient();
    if (!gradient.defined()) gradient = at::zeros_like(parameter.compute);
    const bool shadowed = !parameter.compute.is_same(parameter.master);
    (slot.settings.rule == plan::OptimizerKind::muon ? matrices : numbers)
        .push_back({slot.settings.rule, parameter.master.detach(), slot.m, slot.v, gradient,
                    shadowed ? parameter.compute.detach() : at::Tensor(),
                    scalars_of(slot.settings, steps_, schedule_factor)});
  }
  if (takes_kernels()) {
    update_in_one_pass(numbers, gradient_scale.defined() ? gradient_scale.item<double>() : 1);
  } else {
    update_by_foreach(numbers, gradient_scale);
  }
  update_by_muon(matrices, gradient_scale);
}

void Optimizer::forget_gradients() {
  for (Parameter& parameter : *parameters_) parameter.forget_gradient();
}

std::vector<Optimizer::State> Optimizer::state() const {
  std::vector<State> all;
  for (std::size_t i = 0; i < slots_.size(); ++i) all.push_back({"m." + (*parameters_)[i].name, slots_[i].m});
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].v.defined()) all.push_back({"v." + (*parameters_)[i].name, slots_[i].v});
  }
  return all;
}

}  // namespace cdp::runtime
