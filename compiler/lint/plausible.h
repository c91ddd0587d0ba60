// Which learning rates and decays are no slips, and which steps are not rounded away.
#pragma once

#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Beyond which bound of its optimizer a tensor's lr is, and by what factor; 0 where it is within them.
struct Excess {
  double bound = 0;
  double factor = 0;
};
[[nodiscard]] Excess lr_excess(const CheckedSpec& checked, const model::Tensor& tensor,
                               const scaling::Instance& instance);

/// Whether the line that sets a tensor's lr sets one that is too large, for this tensor or for another: of the line one
/// thing is wrong, and what follows from it is not said again.
[[nodiscard]] bool has_large_lr(const CheckedSpec& checked, const scaling::Instance& instance);

/// The values of weight decay of which one step takes away more of a weight (badness: which part of it) than any run
/// has been reported with. What a learning rate that is too large does to decay that is coupled to it is not among
/// them.
[[nodiscard]] std::vector<Cause> implausible_decays(const CheckedSpec& checked);

/// Whether a tensor's lr is too large, or decay takes too much in one step.
[[nodiscard]] bool decays_by_slip(const CheckedSpec& checked, const scaling::Instance& instance);

/// How many times smaller a step at the peak is than what changes a weight of its initial size, for weights of so many
/// bits (`weight-bits`); at most 1: it is not rounded away, or that cannot be told.
[[nodiscard]] double rounding_loss(const CheckedSpec& checked, const ValueAt& lr);

}  // namespace cdp::lint
