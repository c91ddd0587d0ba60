// How the batch of a set of runs goes with their duration. The sign of the duration's exponent depends on it: about
// -0.3 at a fixed batch, about +0.25 where the batch is at its own optimum. So runs of several policies are not mixed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/fit/cells.h"

namespace cdp::study {

enum class BatchRule {
  kUnknown,  // the table has no batch
  kFixed,    // one batch at every scale
  kFollows,  // batch ~ duration^exponent
  kFree      // the batch is an axis of the law
};

struct BatchPolicy {
  BatchRule rule = BatchRule::kUnknown;
  double batch = 0;     // of kFixed, in the table's unit
  double exponent = 0;  // of kFollows
};

/// The factor that a batch may be off what it follows: half an octave, so that it may be rounded to powers of two.
inline constexpr double kBatchTolerance = 1.45;
/// The factor between batches that count as one.
inline constexpr double kSameBatch = 1.1;

/// `axes`: those that the law is asked to have; with `batch` among them the batch is free. Errors: the batch neither
/// stays nor follows the duration as a power; the message shows two scales and both ways out.
[[nodiscard]] Result<BatchPolicy> batch_policy(std::span<const FitCell> cells, const std::vector<std::string>& axes);

/// `the batch stays at 32`, `the batch follows the duration as duration^0.57`
[[nodiscard]] std::string policy_text(const BatchPolicy& policy);

}  // namespace cdp::study
