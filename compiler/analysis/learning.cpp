// See learning.h.
#include "compiler/analysis/learning.h"

#include <cmath>

#include "compiler/analysis/facts.h"
#include "compiler/model/tags.h"
#include "compiler/scaling/updater.h"

namespace cdp::analysis {

const plan::OptimizerRow& updater_of(const Compilation& compilation, const model::Tensor& tensor) {
  return scaling::updater_of(compilation.spec.training, tensor);
}

std::int64_t warmup_steps(const Compilation& compilation, const ScaleValues& scale) {
  return std::llround(compilation.spec.training.schedule.warmup * static_cast<double>(scale.scaled.target.steps()));
}

bool horizon_is_unruled(const Facts& facts) {
  return !speaks_of(facts, "batch") && !speaks_of(facts, "duration") && !facts.effects.is_law;
}

}  // namespace cdp::analysis
