// depth-extrapolation: a target is further from the reference in depth than anybody has shown transfer to reach.
#include "compiler/lint/changes.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void depth_extrapolation(const CheckedSpec& checked, Findings& findings) {
  report_beyond(checked, findings, "depth", checked.text.thresholds.depth_ratio);
}

}  // namespace cdp::lint::rules
