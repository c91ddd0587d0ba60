// sp-does-not-transfer: width grows, and no learning rate of a hidden matrix follows it. Laws have one for all by
// design.
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void sp_does_not_transfer(const Subject& subject, Findings& findings) {
  const Place* place = farthest(subject, "width");
  if (place == nullptr || is_law(subject)) return;
  const Hidden hidden = hidden_matrices(subject, Flow(subject.model));
  if (hidden.names.empty() || hidden.scaled > 0) return;
  const std::string width = times(ratio_of(*place, "width"));
  findings.report(rules_span(subject), named(hidden.names), width, place->name(), width);
}

}  // namespace cdp::lint::rules
