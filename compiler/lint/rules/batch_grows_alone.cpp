// batch-grows-alone: the batch grows so much more than the duration that a larger run takes fewer steps.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void batch_grows_alone(const Subject& subject, Findings& findings) {
  const auto& reference = subject.reference().scaled.target;
  for (const Place& place : subject.targets()) {
    const auto& target = place.scaled.target;
    const double batch = target.batch_tokens() / reference.batch_tokens();
    const double duration = target.at("duration") / reference.at("duration");
    if (batch <= 1 || batch / duration < subject.text.thresholds.batch_over_duration) continue;
    findings.report(cause_span(place, {"batch", "context", "duration"}), short_number(batch), short_number(duration),
                    target.steps(), place.name(), reference.steps());
  }
}

}  // namespace cdp::lint::rules
