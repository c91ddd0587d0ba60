// query-group-changes: another number of queries shares a key than at the reference. One key for all is a choice that
// holds at every scale, and one at the reference alone is one-head-reference.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void query_group_changes(const Subject& subject, Findings& findings) {
  for (const Attention& attention : Flow(subject.model).attentions()) {
    if (!attention.heads || !attention.kv_heads || at_reference(subject.reference(), *attention.kv_heads) <= 1)
      continue;
    const sema::Sym group = *attention.heads / *attention.kv_heads;
    Folded changed;
    for (const Place& place : subject.targets()) {
      const double ratio = ratio_of(place, group);
      if (changes(subject, ratio)) changed.add(place, std::max(ratio, 1 / ratio));
    }
    const Place* place = changed.worst();
    if (place == nullptr) continue;
    findings.report(place->settings.span, change(at_reference(*place, group), at_target(*place, group)), place->name())
        .append(changed.others());
    return;
  }
}

}  // namespace cdp::lint::rules
