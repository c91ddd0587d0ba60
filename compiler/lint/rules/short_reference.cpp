// short-reference: values for longer runs are tuned in so few steps that warm-up and averages are most of them.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void short_reference(const Subject& subject, Findings& findings) {
  const auto steps = static_cast<double>(subject.reference().scaled.target.steps());
  const auto targets = subject.targets();
  const bool longer = std::any_of(targets.begin(), targets.end(), [&](const Place& place) {
    return static_cast<double>(place.scaled.target.steps()) > steps;
  });
  if (!longer) return;
  const double warmup = subject.spec.training.schedule.warmup;
  const double least = subject.text.thresholds.reference_steps;
  const Span span = axis_span(subject, subject.reference(), "duration");
  if (steps < least) {
    findings.report(span, short_number(steps), "fewer than " + short_number(least));
  } else if (warmup > 0 && warmup * steps < 1) {
    findings.report(span, short_number(steps),
                    "of which a warm-up of " + short_number(100 * warmup) + "% is less than one");
  }
}

}  // namespace cdp::lint::rules
