// warmup-too-long: a large share of the run is spent below the learning rate that was tuned.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void warmup_too_long(const Subject& subject, Findings& findings) {
  const double warmup = subject.spec.training.schedule.warmup;
  if (warmup < subject.text.thresholds.warmup_share) return;
  findings.report(schedule_span(subject, "warmup"), short_number(100 * warmup),
                  warmup_steps(subject, subject.places.back()), subject.places.back().name());
}

}  // namespace cdp::lint::rules
