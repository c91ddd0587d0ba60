// context-off-tile: sequences of a length that attention's tiles do not divide, such as 1023.
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/lint/facts_dimensions.h"

namespace cdp::lint::rules {

void context_off_tile(const Subject& subject, Findings& findings) {
  if (!subject.model.reads_tokens()) return;
  FoldedBy off;
  for (const Place& place : subject.places) {
    const auto* setting = place.settings.find("context");
    if (setting == nullptr || missed_tile(setting->value) == 0 || !is_large(subject, place)) continue;
    off.add(shortest(setting->value), place);
  }
  for (const auto& [context, folded] : off.all()) {
    const auto* setting = folded.worst()->settings.find("context");
    const double tile = missed_tile(setting->value);
    findings
        .report(setting->span, context, folded.worst()->name(), shortest(tile), nearest_multiples(setting->value, tile))
        .append(folded.others());
  }
}

}  // namespace cdp::lint::rules
