// target-smaller: a target is narrower or shallower than what was tuned.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"

namespace cdp::lint::rules {

void target_smaller(const Subject& subject, Findings& findings) {
  for (const Place& place : subject.targets()) {
    for (const std::string_view axis : {"width", "depth"}) {
      if (ratio_of(place, axis) >= 1) continue;
      const double before = place.scaled.reference.at(axis);
      findings.report(axis_span(subject, place, axis), place.name(), axis,
                      change(before, place.scaled.target.at(axis)));
      break;
    }
  }
}

}  // namespace cdp::lint::rules
