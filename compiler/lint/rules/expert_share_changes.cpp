// expert-share-changes: another share of the experts sees each token than at the reference.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void expert_share_changes(const Subject& subject, Findings& findings) {
  for (const Mixture& mixture : Flow(subject.model).mixtures()) {
    const sema::Sym share = mixture.top_k / mixture.experts;
    Folded changed;
    for (const Place& place : subject.targets()) {
      const double ratio = ratio_of(place, share);
      if (changes(subject, ratio)) changed.add(place, std::max(ratio, 1 / ratio));
    }
    const Place* place = changed.worst();
    if (place == nullptr) continue;
    const auto text = [](double chosen, double all) { return short_number(chosen) + " of " + short_number(all); };
    findings
        .report(place->settings.span, text(at_target(*place, mixture.top_k), at_target(*place, mixture.experts)),
                place->name(), text(at_reference(*place, mixture.top_k), at_reference(*place, mixture.experts)))
        .append(changed.others());
    return;
  }
}

}  // namespace cdp::lint::rules
