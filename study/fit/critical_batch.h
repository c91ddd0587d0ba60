// The critical batch from runs that reach one loss: S(B) = a + b / B, the steps that a batch needs
// (arXiv:1812.06162, equation 2.11: S_min = a, E_min = b, B_crit = E_min / S_min). Below it a larger batch saves steps,
// above it only costs data.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/fit/cells.h"

namespace cdp::study {

/// The column that makes a table one of steps to a loss.
inline constexpr const char* kSteps = "steps";

struct CriticalBatch {
  ScalePoint scale;          // without the batch
  double loss = 0;           // that the runs reached, as a mean
  std::size_t batches = 0;   // distinct
  double least_steps = 0;    // a
  double least_samples = 0;  // b, in the batch's unit
  double critical = 0;       // b / a; infinite where a is not above 0
  double low = 0, high = 0;  // 95%, by Fieller's theorem; infinite where it has no upper end
  double deviation = 0;      // of a count of steps about the law, as a share of it
};

/// Whether any run has counted steps.
[[nodiscard]] bool has_steps(const Runs& runs);

/// A fit for each scale apart from the batch. Where a hyperparameter varies, the fewest steps of each batch are taken.
/// A count of steps weighs by its share, 1 / steps^2. Errors: a run without a batch or steps; runs that reached
/// different losses (more than 1% apart); fewer than three batches.
[[nodiscard]] Result<std::vector<CriticalBatch>> critical_batches(const Runs& runs);

}  // namespace cdp::study
