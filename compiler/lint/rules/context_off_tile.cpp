// context-off-tile: sequences of a length that attention's tiles do not divide, such as 1023.

#include "compiler/base/text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"
#include "compiler/lint/tiles.h"

namespace cdp::lint::rules {

void context_off_tile(const CheckedSpec& checked, Findings& findings) {
  if (!checked.model.reads_tokens()) return;
  FoldedBy off;
  for (const ScaleValues& scale : checked.scales) {
    const auto* setting = scale.settings.find("context");
    if (setting == nullptr || missed_tile(setting->value) == 0 || !is_large(checked, scale)) continue;
    off.add(shortest(setting->value), scale);
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
