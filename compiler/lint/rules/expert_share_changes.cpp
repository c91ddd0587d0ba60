// expert-share-changes: another share of the experts sees each token than at the reference.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void expert_share_changes(const CheckedSpec& checked, Findings& findings) {
  for (const Mixture& mixture : checked.flow.mixtures) {
    const sema::Sym share = mixture.top_k / mixture.experts;
    Folded changed;
    for (const ScaleValues& scale : checked.targets()) {
      const double ratio = ratio_of(scale, share);
      if (changes(checked, ratio)) changed.add(scale, std::max(ratio, 1 / ratio));
    }
    const ScaleValues* scale = changed.worst();
    if (scale == nullptr) continue;
    const auto text = [](double chosen, double all) { return short_number(chosen) + " of " + short_number(all); };
    findings
        .report(scale->settings.span, text(at_target(*scale, mixture.top_k), at_target(*scale, mixture.experts)),
                scale->name(), text(at_reference(*scale, mixture.top_k), at_reference(*scale, mixture.experts)))
        .append(changed.others());
    return;
  }
}

}  // namespace cdp::lint::rules
