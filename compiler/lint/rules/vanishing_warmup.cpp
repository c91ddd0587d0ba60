// vanishing-warmup: a share of the run that is less than half a step somewhere, so that there is none there.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void vanishing_warmup(const Subject& subject, Findings& findings) {
  const double warmup = subject.spec.training.schedule.warmup;
  if (warmup == 0) return;
  for (const Place& place : subject.places) {
    if (warmup_steps(subject, place) > 0) continue;
    findings.report(schedule_span(subject, "warmup"), place.scaled.target.steps(), place.name(),
                    short_number(std::ceil(1000 / static_cast<double>(place.scaled.target.steps())) / 10));
    return;
  }
}

}  // namespace cdp::lint::rules
