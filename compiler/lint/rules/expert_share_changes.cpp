// expert-share-changes: another share of the experts sees each token than at the reference.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void expert_share_changes(const Subject& subject, Findings& findings) {
  constexpr double kSame = 1e-9;
  for (const Mixture& mixture : Flow(subject.model).mixtures()) {
    const sema::Sym share = mixture.top_k / mixture.experts;
    bool found = false;
    for (const Place& place : subject.targets()) {
      if (std::abs(ratio_of(place, share) - 1) < kSame) continue;
      const auto text = [](double chosen, double all) { return short_number(chosen) + " of " + short_number(all); };
      findings.report(place.settings.span, text(at_target(place, mixture.top_k), at_target(place, mixture.experts)),
                      place.name(), text(at_reference(place, mixture.top_k), at_reference(place, mixture.experts)));
      found = true;
    }
    if (found) return;
  }
}

}  // namespace cdp::lint::rules
