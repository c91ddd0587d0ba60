// See learning.h.
#include "compiler/analysis/learning.h"

#include <algorithm>
#include <cmath>

#include "compiler/analysis/facts.h"
#include "compiler/model/tags.h"
#include "compiler/scaling/updater.h"

namespace cdp::analysis {

const plan::OptimizerRow& updater_of(const Compilation& compilation, const model::Tensor& tensor) {
  return scaling::updater_of(compilation.spec.training, tensor);
}

bool steps_by_lr(const Compilation& compilation, const model::Tensor& tensor) {
  return plan::is_lr_sized(updater_of(compilation, tensor));
}

double learning_growth(const Facts& facts, std::size_t tensor, std::string_view axis) {
  double sum = growth(facts, facts.model.tensors[tensor], sema::Hp::lr, axis);
  for (const Factor& factor : facts.flow.factors[tensor])
    sum += factor.exponent * growth(facts, facts.model.multipliers[factor.multiplier], axis);
  return sum;
}

bool learning_follows_shape(const Facts& facts, std::size_t tensor) {
  if (has_shape(exponents_on(facts, facts.model.tensors[tensor], sema::Hp::lr))) return true;
  const auto& factors = facts.flow.factors[tensor];
  return std::any_of(factors.begin(), factors.end(), [&](const Factor& factor) {
    return has_shape(facts.effects.multipliers[factor.multiplier].exponents);
  });
}

Hidden hidden_matrices(const Facts& facts) {
  Hidden found;
  for (std::size_t i = 0; i < facts.model.tensors.size(); ++i) {
    const model::Tensor& tensor = facts.model.tensors[i];
    if (!tensor.tags.contains("hidden") || !steps_by_lr(facts, tensor)) continue;
    found.names.push_back(tensor.path);
    if (learning_follows_shape(facts, i)) ++found.scaled;
  }
  return found;
}

bool is_readout(const model::Tensor& tensor) {
  return model::makes_logits(tensor) && !tensor.tags.contains("tied");
}

std::int64_t warmup_steps(const Compilation& compilation, const ScaleValues& scale) {
  return std::llround(compilation.spec.training.schedule.warmup * static_cast<double>(scale.scaled.target.steps()));
}

bool horizon_is_unruled(const Facts& facts) {
  return !speaks_of(facts, "batch") && !speaks_of(facts, "duration") && !facts.effects.is_law;
}

}  // namespace cdp::analysis
