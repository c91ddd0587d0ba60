// warmup-too-long: a large share of the run is spent below the learning rate that was tuned.
#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void warmup_too_long(const CheckedSpec& checked, Findings& findings) {
  const double warmup = checked.spec.training.schedule.warmup;
  if (warmup < checked.text.thresholds.warmup_share) return;
  findings.report(schedule_span(checked, "warmup"), short_number(100 * warmup),
                  warmup_steps(checked, checked.scales.back()), checked.scales.back().name());
}

}  // namespace cdp::lint::rules
