// target-equals-reference: every axis of a target has the reference's value.
#include <algorithm>

#include "compiler/lint/facts.h"

namespace cdp::lint::rules {

void target_equals_reference(const Subject& subject, Findings& findings) {
  for (const Place& place : subject.targets()) {
    const auto& axes = place.scaled.target.axes;
    const bool same =
        std::all_of(axes.begin(), axes.end(), [&](const auto& axis) { return ratio_of(place, axis.first) == 1; });
    if (same) findings.report(place.settings.span, place.name());
  }
}

}  // namespace cdp::lint::rules
