// Tensors of an update for the optimizers' tests, each with its own settings.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "runtime/optim/update.h"

namespace cdp::runtime {

/// The rules that work number by number.
inline constexpr plan::OptimizerKind kNumberRules[] = {plan::OptimizerKind::adamw, plan::OptimizerKind::sgd,
                                                       plan::OptimizerKind::lion};

/// Five tensors, small and larger than one piece of work; two with a bf16 shadow and bf16 gradients.
inline std::vector<UpdateTensor> update_tensors(plan::OptimizerKind rule, std::int64_t step) {
  at::manual_seed(step);
  std::vector<UpdateTensor> tensors;
  double lr = 1e-3;
  for (const std::int64_t size : {1, 7, 1000, 16384, 40001}) {
    const bool narrow = size % 2 == 0;
    const UpdateSettings settings{
        rule, lr *= 1.7, 0.8 + 0.1 * lr, 0.95, 1e-8 * lr, 0.1 * lr, plan::DecayConvention::coupled};
    const at::Tensor master = at::randn({size});
    tensors.push_back({rule, master, at::randn({size}) * 0.1,
                       rule == plan::OptimizerKind::adamw ? at::rand({size}) : at::Tensor(),
                       at::randn({size}).to(narrow ? at::kBFloat16 : at::kFloat),
                       narrow ? master.to(at::kBFloat16) : at::Tensor(), scalars_of(settings, step, 0.7)});
  }
  return tensors;
}

/// One tensor a rule.
inline std::vector<UpdateTensor> mixed_tensors(std::int64_t step) {
  std::vector<UpdateTensor> mixed;
  for (const plan::OptimizerKind rule : kNumberRules) mixed.push_back(update_tensors(rule, step)[2]);
  return mixed;
}

inline std::vector<at::Tensor> gradients_in(const std::vector<UpdateTensor>& tensors) {
  return column(tensors, &UpdateTensor::gradient);
}

}  // namespace cdp::runtime
