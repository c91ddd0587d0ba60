// idle-window: attention to the last tokens only, of which there are no more than that at any scale.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void idle_window(const CheckedSpec& checked, Findings& findings) {
  if (!checked.model.reads_tokens()) return;
  for (const sema::Sym& window : checked.flow.windows) {
    bool limits = false;
    double longest = 0;
    for (const ScaleValues& scale : checked.scales) {
      const double context = scale.scaled.target.at("context");
      limits = limits || window.at(scale.scaled.target.values()) < context;
      longest = std::max(longest, context);
    }
    if (!limits)
      findings.report(span_of(checked, checked.reference(), {window, "window"}), name_of(checked, {window, "window"}),
                      shortest(longest));
  }
}

}  // namespace cdp::lint::rules
