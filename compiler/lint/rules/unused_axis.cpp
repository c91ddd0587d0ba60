// unused-axis: a scaling axis of a spec's own that no size and no rule reads: its values change nothing.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unused_axis(const Text& text, Findings& findings) {
  if (!text.facts.is_spec) return;
  for (const syntax::Statement* statement : text.facts.unread) {
    const auto* axis = std::get_if<syntax::Axis>(&statement->node);
    if (axis != nullptr && !text.facts.axes_of_ratios.contains(axis->name.text))
      findings.report(axis->name.span, axis->name.text);
  }
}

}  // namespace cdp::lint::rules
