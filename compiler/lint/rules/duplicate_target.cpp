// duplicate-target: two targets of one scale. One that is the reference's is another rule's matter.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void duplicate_target(const CheckedSpec& checked, Findings& findings) {
  const auto& reference = checked.reference().scaled.target.axes;
  const auto targets = checked.targets();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& axes = targets[i].scaled.target.axes;
    for (std::size_t j = 0; j < i; ++j) {
      if (axes == reference || axes != targets[j].scaled.target.axes) continue;
      findings.report(targets[i].settings.span, targets[i].name(), targets[j].name())
          .note(targets[j].settings.span, "the first of them");
      break;
    }
  }
}

}  // namespace cdp::lint::rules
