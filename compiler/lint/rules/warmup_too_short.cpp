// warmup-too-short: the learning rate is at its peak before beta2's average of squared gradients has filled.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

namespace {

/// The longest memory of squared gradients, in steps: 1 / (1 - beta2). Zero where no tensor has one.
double longest_average(const Subject& subject, const Place& place) {
  double longest = 0;
  for (const TensorAt& at : tensors_at(subject, place)) {
    const auto beta2 = value_of(at.first, sema::Hp::beta2);
    if (beta2 && updater_of(subject, at.tensor).name == "adamw") longest = std::max(longest, 1 / (1 - *beta2));
  }
  return std::round(longest);
}

}  // namespace

void warmup_too_short(const Subject& subject, Findings& findings) {
  // A run that is no longer than this many memories cannot give one of them to its warm-up.
  constexpr double kMemories = 10;
  for (const Place& place : subject.places) {
    const auto warmup = static_cast<double>(warmup_steps(subject, place));
    const auto steps = static_cast<double>(place.scaled.target.steps());
    const double memory = longest_average(subject, place);
    if (subject.spec.training.schedule.warmup == 0 || warmup >= memory || memory * kMemories > steps) continue;
    const std::string enough = short_number(std::ceil(1000 * memory / steps) / 10) + "%";
    findings.report(schedule_span(subject, "warmup"), warmup, place.name(), memory, enough);
    return;
  }
}

}  // namespace cdp::lint::rules
