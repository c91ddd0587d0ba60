// unused-axis: a scaling axis of a spec's own that no size and no rule reads: its values change nothing.
#include "compiler/lint/facts_reading.h"

namespace cdp::lint::rules {

void unused_axis(const Text& text, Findings& findings) {
  if (!is_spec(text)) return;
  const std::set<std::string> ratios = axes_of_ratios(text);
  for (const syntax::Statement* statement : unread_statements(text)) {
    const auto* axis = std::get_if<syntax::Axis>(&statement->node);
    if (axis != nullptr && !ratios.contains(axis->name.text)) findings.report(axis->name.span, axis->name.text);
  }
}

}  // namespace cdp::lint::rules
