// target-smaller: a target is narrower or shallower than what was tuned.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void target_smaller(const Subject& subject, Findings& findings) {
  Folded smaller;
  std::string_view worst_axis;
  for (const Place& place : subject.targets()) {
    for (const std::string_view axis : {"width", "depth"}) {
      if (ratio_of(place, axis) >= 1 || !changes(subject, ratio_of(place, axis))) continue;
      smaller.add(place, 1 / ratio_of(place, axis));
      if (smaller.worst() == &place) worst_axis = axis;
      break;
    }
  }
  const Place* place = smaller.worst();
  if (place == nullptr) return;
  const double before = place->scaled.reference.at(worst_axis);
  findings
      .report(axis_span(subject, *place, worst_axis), place->name(), worst_axis,
              change(before, place->scaled.target.at(worst_axis)))
      .append(smaller.others());
}

}  // namespace cdp::lint::rules
