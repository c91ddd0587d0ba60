// The rules' formulas of update.h, a list of tensors at a time.
#include "runtime/optim/foreach.h"

#include <array>

#include "compiler/plan/optimizers.h"

namespace cdp::runtime {
namespace {

using Tensors = std::vector<UpdateTensor>;

void decay(const std::vector<at::Tensor>& master, const Tensors& tensors) {
  at::_foreach_mul_(master, scalars(tensors, [](const UpdateScalars& s) { return 1.0 - s.decay; }));
}

/// beta m + (1 - beta) g
std::vector<at::Tensor> average(const std::vector<at::Tensor>& m, const std::vector<at::Tensor>& gradients,
                                const Tensors& tensors, double UpdateScalars::*beta) {
  auto out = at::_foreach_mul(m, scalars(tensors, [&](const UpdateScalars& s) { return s.*beta; }));
  at::_foreach_add_(
      out, at::_foreach_mul(gradients, scalars(tensors, [&](const UpdateScalars& s) { return 1.0 - s.*beta; })));
  return out;
}

void adamw(const Tensors& tensors, const std::vector<at::Tensor>& gradients) {
  const auto master = column(tensors, &UpdateTensor::master);
  const auto m = column(tensors, &UpdateTensor::m);
  const auto v = column(tensors, &UpdateTensor::v);
  at::_foreach_mul_(m, scalars(tensors, [](const UpdateScalars& s) { return s.beta1; }));
  auto weighted = at::_foreach_mul(gradients, scalars(tensors, [](const UpdateScalars& s) { return 1.0 - s.beta1; }));
  at::_foreach_add_(m, weighted);
  at::_foreach_mul_(v, scalars(tensors, [](const UpdateScalars& s) { return s.beta2; }));
  at::_foreach_addcmul_(v, gradients, gradients,
                        scalars(tensors, [](const UpdateScalars& s) { return 1.0 - s.beta2; }));
  auto denominator = at::_foreach_sqrt(v);
  at::_foreach_div_(denominator, scalars(tensors, [](const UpdateScalars& s) { return s.root; }));
  at::_foreach_add_(denominator, scalars(tensors, [](const UpdateScalars& s) { return s.eps; }));
  decay(master, tensors);
  at::_foreach_addcdiv_(master, m, denominator, scalars(tensors, [](const UpdateScalars& s) { return -s.rate; }));
}

void sgd(const Tensors& tensors, const std::vector<at::Tensor>& gradients) {
  const auto master = column(tensors, &UpdateTensor::master);
  const auto m = column(tensors, &UpdateTensor::m);
  at::_foreach_mul_(m, scalars(tensors, [](const UpdateScalars& s) { return s.beta1; }));
  at::_foreach_add_(m, gradients);
  decay(master, tensors);
  at::_foreach_add_(master, at::_foreach_mul(m, scalars(tensors, [](const UpdateScalars& s) { return -s.rate; })));
}

void lion(const Tensors& tensors, const std::vector<at::Tensor>& gradients) {
  const auto master = column(tensors, &UpdateTensor::master);
  const auto m = column(tensors, &UpdateTensor::m);
  auto direction = average(m, gradients, tensors, &UpdateScalars::beta1);
  foreach_sign_(direction);
  at::_foreach_mul_(direction, scalars(tensors, [](const UpdateScalars& s) { return -s.rate; }));
  decay(master, tensors);
  at::_foreach_add_(master, direction);
  const auto next = average(m, gradients, tensors, &UpdateScalars::beta2);
  foreach_copy_(m, next);
}

}  // namespace

void update_by_foreach(const Tensors& tensors, const at::Tensor& gradient_scale) {
  const at::NoGradGuard no_grad;
  std::array<Tensors, plan::kOptimizerRows.size()> by_rule;
  for (const UpdateTensor& tensor : tensors) by_rule[static_cast<std::size_t>(tensor.rule)].push_back(tensor);
  for (const Tensors& some : by_rule) {
    if (some.empty()) continue;
    const auto gradients = gradients_of(some, gradient_scale);
    switch (some.front().rule) {
      case plan::OptimizerKind::adamw:
        adamw(some, gradients);
        break;
      case plan::OptimizerKind::sgd:
        sgd(some, gradients);
        break;
      case plan::OptimizerKind::lion:
        lion(some, gradients);
        break;
      case plan::OptimizerKind::muon:
        CHECK(some.front().rule != plan::OptimizerKind::muon);
    }
    refresh_shadows(some);
  }
}

at::Tensor norm_by_foreach(const std::vector<at::Tensor>& tensors) {
  const at::NoGradGuard no_grad;
  if (tensors.empty()) return at::zeros({}, at::kDouble);
  return at::stack(foreach_norm(tensors)).to(at::kDouble).norm();
}

}  // namespace cdp::runtime
