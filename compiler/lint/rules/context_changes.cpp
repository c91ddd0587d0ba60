// context-changes: a target sees more or fewer tokens than the reference, and no rule speaks of it.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void context_changes(const CheckedSpec& checked, Findings& findings) {
  if (speaks_of(checked, "context")) return;
  Folded changed;
  for (const ScaleValues& scale : checked.targets()) {
    const double ratio = ratio_of(scale, "context");
    if (changes(checked, ratio)) changed.add(scale, std::max(ratio, 1 / ratio));
  }
  const ScaleValues* scale = changed.worst();
  if (scale == nullptr) return;
  const double before = scale->scaled.reference.at("context");
  findings
      .report(axis_span(checked, *scale, "context"), change(before, scale->scaled.target.at("context")), scale->name())
      .append(changed.others());
}

}  // namespace cdp::lint::rules
