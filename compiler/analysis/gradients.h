// How the size of a tensor's gradients changes with width and depth, as far as initial values and multipliers tell:
// what `eps` is compared with. Exponents were measured on a small transformer at widths 64 to 512.
#pragma once

#include <optional>

#include "compiler/analysis/compilation.h"

namespace cdp::analysis {

/// Ratios of a scale to the reference. The stream's gradient is that of the readout: its std times the multiplier of
/// the logits; a residual multiplier scales what reaches its branch.
struct Gradients {
  bool known = false;
  double logits = 1;
  double stream = 1;
  double branch = 1;

  /// By what the root mean square of the tensor's gradient changes; null where it cannot be told.
  [[nodiscard]] std::optional<double> factor_of(const model::Tensor& tensor) const;
};
[[nodiscard]] Gradients gradients_of(const Compilation& compilation, const ScaleValues& scale);

struct Facts;

/// What the rules make of a tensor's `eps` across width and depth, batch and duration left out.
struct EpsFactor {
  double value = 1;
  const scaling::Rule* last = nullptr;  // of those that change it; null: none does
};
[[nodiscard]] EpsFactor eps_factor(const Facts& facts, const ScaleValues& scale, const model::Tensor& tensor);

}  // namespace cdp::analysis
