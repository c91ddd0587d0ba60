// context-off-tile: sequences of a length that attention's tiles do not divide, such as 1023.
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/lint/facts_dimensions.h"

namespace cdp::lint::rules {

void context_off_tile(const Subject& subject, Findings& findings) {
  if (!subject.model.reads_tokens()) return;
  for (const Place& place : subject.places) {
    const auto* setting = place.settings.find("context");
    const double tile = setting != nullptr ? missed_tile(setting->value) : 0;
    if (tile == 0 || !is_large(subject, place)) continue;
    findings.report(setting->span, shortest(setting->value), place.name(), shortest(tile),
                    nearest_multiples(setting->value, tile));
  }
}

}  // namespace cdp::lint::rules
