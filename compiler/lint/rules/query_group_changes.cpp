// query-group-changes: another number of queries shares a key than at the reference. One key for all is a choice that
// holds at every scale, and one at the reference alone is one-head-reference.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void query_group_changes(const CheckedSpec& checked, Findings& findings) {
  for (const Attention& attention : checked.flow.attentions) {
    if (!attention.heads || !attention.kv_heads || at_reference(checked.reference(), *attention.kv_heads) <= 1)
      continue;
    const sema::Sym group = *attention.heads / *attention.kv_heads;
    Folded changed;
    for (const ScaleValues& scale : checked.targets()) {
      const double ratio = ratio_of(scale, group);
      if (changes(checked, ratio)) changed.add(scale, std::max(ratio, 1 / ratio));
    }
    const ScaleValues* scale = changed.worst();
    if (scale == nullptr) continue;
    findings.report(scale->settings.span, change(at_reference(*scale, group), at_target(*scale, group)), scale->name())
        .append(changed.others());
    return;
  }
}

}  // namespace cdp::lint::rules
