// What one update is made of: the rule, a tensor's settings, and the few numbers that a step comes down to. The rules
// themselves are compiler/plan/optimizers.def's; how tensors are updated is one_pass.h's, foreach.h's and muon.h's.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/plan/decay.h"
#include "compiler/plan/plan.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime {

/// As the plan has them for one tensor; what its rule does not have is 0.
struct UpdateSettings {
  plan::OptimizerKind rule = plan::OptimizerKind::adamw;
  double lr = 0, beta1 = 0, beta2 = 0, eps = 0, weight_decay = 0;
  plan::DecayConvention convention = plan::DecayConvention::coupled;
};

[[nodiscard]] UpdateSettings settings_of(const plan::Tensor& tensor, const plan::Plan& plan);

/// What a step comes down to for one tensor, schedule and AdamW's bias corrections worked in: p -= decay p, then
///   adamw  p -= rate m / (sqrt(v) / root + eps)
///   sgd    p -= rate m
///   lion   p -= rate sign(beta1 m + (1 - beta1) g)
///   muon   p -= rate orthogonal(beta1 m + (1 - beta1) g)
struct UpdateScalars {
  double beta1 = 0, beta2 = 0, eps = 0, decay = 0, rate = 0, root = 1;
};

/// `step` counts from 1.
[[nodiscard]] UpdateScalars scalars_of(const UpdateSettings& settings, std::int64_t step, double schedule_factor);

/// One tensor of an update. `v` is there for adamw only; `gradient` is fp32 or bf16; `shadow` is a bf16 copy to
/// refresh, or undefined.
struct UpdateTensor {
  plan::OptimizerKind rule = plan::OptimizerKind::adamw;
  at::Tensor master, m, v, gradient, shadow;
  UpdateScalars scalars;
};

/// Tensors with their scalars, column by column: what LibTorch's foreach operations take.
using Scalars = std::vector<at::Scalar>;
[[nodiscard]] std::vector<at::Tensor> column(const std::vector<UpdateTensor>& tensors,
                                             at::Tensor UpdateTensor::*member);
template <class Value>
[[nodiscard]] Scalars scalars(const std::vector<UpdateTensor>& tensors, const Value& value) {
  Scalars out;
  out.reserve(tensors.size());
  for (const UpdateTensor& tensor : tensors) out.emplace_back(value(tensor.scalars));
  return out;
}

/// Gradients in fp32, times `scale`: a number without dimensions on their device, or undefined for 1.
[[nodiscard]] std::vector<at::Tensor> gradients_of(const std::vector<UpdateTensor>& tensors, const at::Tensor& scale);
/// Refreshes the bf16 copies.
void refresh_shadows(const std::vector<UpdateTensor>& tensors);

}  // namespace cdp::runtime
