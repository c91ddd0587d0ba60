// From the plan's settings to the numbers of a step, and what the ways of updating have in common.
#include "runtime/optim/update.h"

#include <cmath>

namespace cdp::runtime {

UpdateSettings settings_of(const plan::Tensor& tensor, const plan::Plan& plan) {
  return {tensor.optimizer.value_or(plan.training.optimizer),
          tensor.lr,
          tensor.beta1,
          tensor.beta2.value_or(0),
          tensor.eps.value_or(0),
          tensor.weight_decay,
          plan.conventions.weight_decay};
}

UpdateScalars scalars_of(const UpdateSettings& settings, std::int64_t step, double schedule_factor) {
  UpdateScalars scalars;
  scalars.beta1 = settings.beta1;
  scalars.beta2 = settings.beta2;
  scalars.eps = settings.eps;
  scalars.rate = settings.lr * schedule_factor;
  // The rate has the schedule's factor already; decay that is independent of it has the factor alone.
  const double factor = settings.convention == plan::DecayConvention::independent ? schedule_factor : 1;
  scalars.decay = plan::effective_decay(settings.convention, scalars.rate, settings.weight_decay * factor);
  if (settings.rule == plan::OptimizerKind::adamw) {
    const auto steps = static_cast<double>(step);
    scalars.rate /= 1.0 - std::pow(settings.beta1, steps);
    scalars.root = std::sqrt(1.0 - std::pow(settings.beta2, steps));
  }
  return scalars;
}

std::vector<at::Tensor> column(const std::vector<UpdateTensor>& tensors, at::Tensor UpdateTensor::*member) {
  std::vector<at::Tensor> out;
  out.reserve(tensors.size());
  for (const UpdateTensor& tensor : tensors) out.push_back(tensor.*member);
  return out;
}

std::vector<at::Tensor> gradients_of(const std::vector<UpdateTensor>& tensors, const at::Tensor& scale) {
  std::vector<at::Tensor> gradients;
  gradients.reserve(tensors.size());
  for (const UpdateTensor& tensor : tensors) gradients.push_back(tensor.gradient.to(at::kFloat));
  return scale.defined() ? foreach_mul(gradients, scale.to(at::kFloat)) : gradients;
}

void refresh_shadows(const std::vector<UpdateTensor>& tensors) {
  std::vector<at::Tensor> shadows, masters;
  for (const UpdateTensor& tensor : tensors) {
    if (!tensor.shadow.defined()) continue;
    shadows.push_back(tensor.shadow);
    masters.push_back(tensor.master);
  }
  if (!shadows.empty()) foreach_copy_(shadows, masters);
}

}  // namespace cdp::runtime
