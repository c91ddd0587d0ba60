// warmup-too-short: the learning rate is at its peak before beta2's average of squared gradients has filled.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The longest memory of squared gradients, in steps: 1 / (1 - beta2). Zero where no tensor has one.
double longest_average(const CheckedSpec& checked, const ScaleValues& scale) {
  double longest = 0;
  for (const TensorAt& at : scale.tensors) {
    const auto beta2 = value_of(at.first, sema::Hp::beta2);
    if (beta2 && updater_of(checked, at.tensor).optimizer == plan::OptimizerKind::adamw)
      longest = std::max(longest, 1 / (1 - *beta2));
  }
  return std::round(longest);
}

}  // namespace

void warmup_too_short(const CheckedSpec& checked, Findings& findings) {
  // A run that is no longer than this many memories cannot give one of them to its warm-up.
  constexpr double kMemories = 10;
  for (const ScaleValues& scale : checked.scales) {
    const auto warmup = static_cast<double>(warmup_steps(checked, scale));
    const auto steps = static_cast<double>(scale.scaled.target.steps());
    const double memory = longest_average(checked, scale);
    if (checked.spec.training.schedule.warmup == 0 || warmup >= memory || memory * kMemories > steps) continue;
    const std::string enough = short_number(std::ceil(1000 * memory / steps) / 10) + "%";
    findings.report(schedule_span(checked, "warmup"), warmup, scale.name(), memory, enough);
    return;
  }
}

}  // namespace cdp::lint::rules
