// schedule-without-decay: a long run that ends at its peak learning rate.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void schedule_without_decay(const Subject& subject, Findings& findings) {
  constexpr std::int64_t kLong = 10'000;  // steps
  if (!has_training(subject) || subject.spec.training.schedule.kind != "constant") return;
  for (const Place& place : subject.places) {
    if (place.scaled.target.steps() < kLong) continue;
    findings.report(training_span(subject, "schedule"), with_suffix(static_cast<double>(place.scaled.target.steps())),
                    place.name());
    return;
  }
}

}  // namespace cdp::lint::rules
