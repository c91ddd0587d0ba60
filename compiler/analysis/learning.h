// What updates a tensor, the size of its steps, and what a run has of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/compilation.h"
#include "compiler/plan/optimizers.h"

namespace cdp::analysis {

struct Facts;

/// What updates a tensor (scaling/updater.h).
[[nodiscard]] const plan::OptimizerRow& updater_of(const Compilation& compilation, const model::Tensor& tensor);
/// Steps of warm-up at a scale.
[[nodiscard]] std::int64_t warmup_steps(const Compilation& compilation, const ScaleValues& scale);

/// Whether no rule, and no assert of the rules, reads batch or duration.
[[nodiscard]] bool horizon_is_unruled(const Facts& facts);

}  // namespace cdp::analysis
