// width-extrapolation: a target is further from the reference in width than anybody has shown transfer to reach.
#include "compiler/lint/changes.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void width_extrapolation(const CheckedSpec& checked, Findings& findings) {
  report_beyond(checked, findings, "width", checked.text.thresholds.width_ratio);
}

}  // namespace cdp::lint::rules
