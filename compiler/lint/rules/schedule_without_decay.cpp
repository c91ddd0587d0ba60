// schedule-without-decay: a long run that ends at its peak learning rate.
#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void schedule_without_decay(const CheckedSpec& checked, Findings& findings) {
  constexpr std::int64_t kLong = 10'000;  // steps
  if (!has_training(checked) || checked.spec.training.schedule.kind != plan::ScheduleKind::constant) return;
  for (const ScaleValues& scale : checked.scales) {
    if (scale.scaled.target.steps() < kLong) continue;
    findings.report(training_span(checked, "schedule"), with_suffix(static_cast<double>(scale.scaled.target.steps())),
                    scale.name());
    return;
  }
}

}  // namespace cdp::lint::rules
