// AdamW in which every tensor has its own lr, betas, eps and weight decay: one pass over all tensors.
#pragma once

#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/graph/model.h"
#include "runtime/optim/adamw_update.h"

namespace cdp::runtime {

/// Decoupled-form AdamW (Loshchilov and Hutter, arXiv:1711.05101) as PyTorch computes it:
///   m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
///   p -= lr f wd p;  p -= lr f (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
/// with f the schedule's factor. Under independent weight decay p -= wd f p instead.
class AdamW {
 public:
  /// `parameters` are the plan's tensors in its order; they stay where they are as long as this lives.
  AdamW(const plan::Plan& plan, std::vector<Parameter>& parameters);

  /// The global 2-norm of all gradients. A parameter without one counts as zeros, here and in step(). On the CPU the
  /// bits don't depend on the number of threads.
  double gradient_norm() const;
  /// One step: gradients are taken times `gradient_scale` (clipping), lr times `schedule_factor`; also refreshes bf16
  /// copies.
  void step(double schedule_factor, double gradient_scale);
  /// Zeroes gradients in place.
  void zero_gradients();

  std::int64_t steps_taken() const { return steps_; }
  void set_steps_taken(std::int64_t steps) { steps_ = steps; }
  /// First and second moments, in the parameters' order (for checkpoints).
  std::vector<torch::Tensor>& first_moments() { return m_; }
  std::vector<torch::Tensor>& second_moments() { return v_; }

 private:
  std::vector<Parameter>* parameters_;
  std::vector<AdamWSettings> settings_;
  std::vector<torch::Tensor> m_, v_;
  std::int64_t steps_ = 0;
};

}  // namespace cdp::runtime
