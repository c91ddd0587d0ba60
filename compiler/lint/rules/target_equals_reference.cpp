// target-equals-reference: every axis of a target has the reference's value.
#include <algorithm>

#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void target_equals_reference(const CheckedSpec& checked, Findings& findings) {
  for (const ScaleValues& scale : checked.targets()) {
    const auto& axes = scale.scaled.target.axes;
    const bool same =
        std::all_of(axes.begin(), axes.end(), [&](const auto& axis) { return ratio_of(scale, axis.first) == 1; });
    if (same) findings.report(scale.settings.span, scale.name());
  }
}

}  // namespace cdp::lint::rules
