// target-smaller: a target is narrower or shallower than what was tuned.
#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void target_smaller(const CheckedSpec& checked, Findings& findings) {
  Folded smaller;
  std::string_view worst_axis;
  for (const ScaleValues& scale : checked.targets()) {
    for (const std::string_view axis : {"width", "depth"}) {
      if (ratio_of(scale, axis) >= 1 || !changes(checked, ratio_of(scale, axis))) continue;
      smaller.add(scale, 1 / ratio_of(scale, axis));
      if (smaller.worst() == &scale) worst_axis = axis;
      break;
    }
  }
  const ScaleValues* scale = smaller.worst();
  if (scale == nullptr) return;
  const double before = scale->scaled.reference.at(worst_axis);
  findings
      .report(axis_span(checked, *scale, worst_axis), scale->name(), worst_axis,
              change(before, scale->scaled.target.at(worst_axis)))
      .append(smaller.others());
}

}  // namespace cdp::lint::rules
