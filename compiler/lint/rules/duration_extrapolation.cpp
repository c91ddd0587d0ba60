// duration-extrapolation: a target is further from the reference in duration than anybody has shown transfer to reach.
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void duration_extrapolation(const Subject& subject, Findings& findings) {
  report_beyond(subject, findings, "duration", subject.text.thresholds.duration_ratio);
}

}  // namespace cdp::lint::rules
