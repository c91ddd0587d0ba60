// batch-grows-alone: the batch grows so much more than the duration that a larger run takes fewer steps. Where no rule
// reads the two that is batch-or-duration-without-rule's.
#include "compiler/base/number_text.h"
#include "compiler/lint/exponents.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void batch_grows_alone(const Subject& subject, Findings& findings) {
  if (horizon_is_unruled(subject)) return;
  const auto& reference = subject.reference().scaled.target;
  const auto batch = [&](const Place& place) { return place.scaled.target.batch_tokens() / reference.batch_tokens(); };
  Folded alone;
  for (const Place& place : subject.targets()) {
    const double more = batch(place) / ratio_of(place, "duration");
    if (batch(place) > 1 && more >= subject.text.thresholds.batch_over_duration) alone.add(place, more);
  }
  const Place* place = alone.worst();
  if (place == nullptr) return;
  findings
      .report(cause_span(*place, {"batch", "context", "duration"}), short_number(batch(*place)),
              short_number(ratio_of(*place, "duration")), place->scaled.target.steps(), place->name(),
              reference.steps())
      .append(alone.others());
}

}  // namespace cdp::lint::rules
