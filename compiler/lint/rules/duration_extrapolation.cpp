// duration-extrapolation: a target is further from the reference in duration than anybody has shown transfer to reach.
#include "compiler/lint/changes.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void duration_extrapolation(const CheckedSpec& checked, Findings& findings) {
  report_beyond(checked, findings, "duration", checked.text.thresholds.duration_ratio);
}

}  // namespace cdp::lint::rules
