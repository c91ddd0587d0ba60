// context-changes: a target sees more or fewer tokens than the reference, and no rule speaks of it.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void context_changes(const Subject& subject, Findings& findings) {
  if (speaks_of(subject, "context")) return;
  for (const Place& place : subject.targets()) {
    if (ratio_of(place, "context") == 1) continue;
    const double before = place.scaled.reference.at("context");
    findings.report(axis_span(subject, place, "context"), change(before, place.scaled.target.at("context")),
                    place.name());
  }
}

}  // namespace cdp::lint::rules
