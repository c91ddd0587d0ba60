// The optimizer's state, and which way an update goes.
#include "runtime/optim/adamw.h"

#include <cmath>

#include "compiler/base/check.h"

namespace cdp::runtime {
namespace {

AdamWSettings settings_of(const plan::Tensor& tensor, const plan::Conventions& conventions) {
  const bool independent = conventions.weight_decay == "independent";
  return {tensor.lr,
          tensor.beta1,
          tensor.beta2.value_or(0),
          tensor.eps.value_or(0),
          tensor.weight_decay,
          independent ? WeightDecay::kIndependent : WeightDecay::kCoupled};
}

bool on_cpu(const std::vector<Parameter>& parameters) {
  return parameters.empty() || parameters[0].master.is_cpu();
}

}  // namespace

AdamW::AdamW(const plan::Plan& plan, std::vector<Parameter>& parameters) : parameters_(&parameters) {
  CHECK(plan.tensors.size() == parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    CHECK(plan.tensors[i].name == parameters[i].name);
    settings_.push_back(settings_of(plan.tensors[i], plan.conventions));
    m_.push_back(at::zeros_like(parameters[i].master.detach()));
    v_.push_back(at::zeros_like(parameters[i].master.detach()));
  }
}

double AdamW::gradient_norm() const {
  std::vector<at::Tensor> gradients;
  for (const Parameter& parameter : *parameters_) {
    if (parameter.compute.grad().defined()) gradients.push_back(parameter.compute.grad());
  }
  return on_cpu(*parameters_) ? norm_in_one_pass(gradients) : norm_by_foreach(gradients);
}

void AdamW::step(double schedule_factor, double gradient_scale) {
  const at::NoGradGuard no_grad;
  ++steps_;
  std::vector<AdamWTensor> tensors;
  for (std::size_t i = 0; i < parameters_->size(); ++i) {
    const Parameter& parameter = (*parameters_)[i];
    at::Tensor gradient = parameter.compute.grad();
    if (!gradient.defined()) gradient = at::zeros_like(parameter.compute);
    const bool shadowed = !parameter.compute.is_same(parameter.master);
    tensors.push_back({parameter.master.detach(), m_[i], v_[i], gradient,
                       shadowed ? parameter.compute.detach() : at::Tensor(),
                       scalars_of(settings_[i], steps_, schedule_factor)});
  }
  if (on_cpu(*parameters_)) {
    update_in_one_pass(tensors, gradient_scale);
  } else {
    update_by_foreach(tensors, gradient_scale);
  }
}

void AdamW::zero_gradients() {
  const at::NoGradGuard no_grad;
  for (Parameter& parameter : *parameters_) {
    if (parameter.compute.grad().defined()) parameter.compute.mutable_grad().zero_();
  }
}

}  // namespace cdp::runtime
