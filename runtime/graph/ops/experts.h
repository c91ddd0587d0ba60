// Mixture of experts: which expert sees which token, and what the experts make of theirs.
#pragma once

#include "runtime/torch_compat.h"

namespace cdp::runtime {

/// The size of each entry of the balancing bias's gradient, which is defined, not derived: this times the sign of the
/// expert's load over the mean load, whatever the loss. Small, so that it adds nothing to the gradient's global norm
/// (ten thousand experts: 1e-3); large against Adam's eps, so that a step is still one learning rate.
inline constexpr double kBalanceGradient = 1e-5;

/// How much each expert counts for each token: (..., experts), zero but for the `top_k` largest of sigmoid(scores) +
/// bias. The bias takes part in the choice only (arXiv:2408.15664); it may be undefined. The chosen share 1 in
/// proportion to sigmoid(scores) (arXiv:2412.19437, equations 13 to 16); a single one has sigmoid(scores) itself, or
/// its score would have no gradient.
at::Tensor route(const at::Tensor& scores, const at::Tensor& bias, std::int64_t top_k);

struct Routed {
  at::Tensor x;        // (..., width)
  at::Tensor weights;  // (..., experts)
};

struct Banks {
  at::Tensor gate, up;  // (experts, hidden, width)
  at::Tensor down;      // (experts, width, hidden)
};

/// The sum of weight * down (silu(gate x) * up x) over the experts whose weight is not zero. Each expert computes its
/// own tokens only. Sums in a fixed order, on every device.
at::Tensor experts(const Routed& routed, const Banks& banks);

}  // namespace cdp::runtime
