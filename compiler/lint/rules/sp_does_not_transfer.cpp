// sp-does-not-transfer: width grows, and no learning rate of a hidden matrix follows it. Laws have one for all by
// design.
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void sp_does_not_transfer(const CheckedSpec& checked, Findings& findings) {
  const ScaleValues* scale = farthest(checked, "width");
  if (scale == nullptr || checked.effects.is_law) return;
  const Hidden& hidden = checked.hidden;
  if (hidden.names.empty() || hidden.scaled > 0) return;
  const std::string width = times(ratio_of(*scale, "width"));
  findings.report(rules_span(checked), named(hidden.names), width, scale->name(), width);
}

}  // namespace cdp::lint::rules
