// context-changes: a target sees more or fewer tokens than the reference, and no rule speaks of it.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void context_changes(const Subject& subject, Findings& findings) {
  if (speaks_of(subject, "context")) return;
  Folded changed;
  for (const Place& place : subject.targets()) {
    const double ratio = ratio_of(place, "context");
    if (changes(subject, ratio)) changed.add(place, std::max(ratio, 1 / ratio));
  }
  const Place* place = changed.worst();
  if (place == nullptr) return;
  const double before = place->scaled.reference.at("context");
  findings
      .report(axis_span(subject, *place, "context"), change(before, place->scaled.target.at("context")), place->name())
      .append(changed.others());
}

}  // namespace cdp::lint::rules
