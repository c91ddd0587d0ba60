// One AdamW update of a list of tensors, two ways: the CPU's one pass, and LibTorch's foreach operations for every
// other device. What the update is: adamw.h.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/torch_compat.h"

namespace cdp::runtime {

enum class WeightDecay { kCoupled, kIndependent };

/// As the plan has them for one tensor.
struct AdamWSettings {
  double lr = 0, beta1 = 0, beta2 = 0, eps = 0, weight_decay = 0;
  WeightDecay convention = WeightDecay::kCoupled;
};

/// What a step comes down to for one tensor, the bias corrections worked in:
///   p -= decay p;  p -= rate m / (sqrt(v) / root + eps)
struct AdamWScalars {
  double beta1 = 0, beta2 = 0, eps = 0, decay = 0, rate = 0, root = 1;
};

/// `step` counts from 1.
[[nodiscard]] AdamWScalars scalars_of(const AdamWSettings& settings, std::int64_t step, double schedule_factor);

/// One tensor of the update; `gradient` is fp32 or bf16. `shadow` is a bf16 copy to refresh, or undefined.
struct AdamWTensor {
  at::Tensor master, m, v, gradient, shadow;
  AdamWScalars scalars;
};

/// All tensors in one parallel pass over memory, on the CPU. Equal bits for any number of threads.
void update_in_one_pass(const std::vector<AdamWTensor>& tensors, double gradient_scale);
/// The same by foreach operations with a list of scalars each, on any device.
void update_by_foreach(const std::vector<AdamWTensor>& tensors, double gradient_scale);

/// The 2-norm of all the tensors together, in double. `one_pass` is for the CPU: equal bits for any number of threads.
[[nodiscard]] double norm_in_one_pass(const std::vector<at::Tensor>& tensors);
/// The same on any device; waits for it once.
[[nodiscard]] double norm_by_foreach(const std::vector<at::Tensor>& tensors);

}  // namespace cdp::runtime
