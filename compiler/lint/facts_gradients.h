// How the size of a tensor's gradients changes with width and depth, as far as initial values and multipliers tell:
// what rules about `eps` compare with. Exponents were measured on a small transformer at widths 64 to 512.
#pragma once

#include <optional>
#include <vector>

#include "compiler/lint/facts.h"

namespace cdp::lint {

/// Ratios of a scale to the reference. The stream's gradient is that of the readout: its std times the multiplier of
/// the logits; a residual multiplier scales what reaches its branch.
class Gradients {
 public:
  Gradients(const CheckedSpec& checked, const ScaleValues& scale);

  /// By what the root mean square of the tensor's gradient changes; null where it cannot be told.
  [[nodiscard]] std::optional<double> factor_of(const model::Tensor& tensor) const;

 private:
  bool known_ = false;
  double logits_ = 1;
  double stream_ = 1;
  double branch_ = 1;
};

/// Whether a rule about multipliers and learning rates finds a fault: gradients then change by the fault, and what eps
/// should be is known once that is mended.
[[nodiscard]] bool scaled_by_fault(const CheckedSpec& checked);

/// What the rules make of a tensor's `eps` across width and depth, batch and duration left out.
struct EpsFactor {
  double value = 1;
  const scaling::Rule* last = nullptr;  // of those that change it; null: none does
};
[[nodiscard]] EpsFactor eps_factor(const CheckedSpec& checked, const ScaleValues& scale, const model::Tensor& tensor);

}  // namespace cdp::lint
