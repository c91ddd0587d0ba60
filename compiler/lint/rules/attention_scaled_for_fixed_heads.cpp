// attention-scaled-for-fixed-heads: rules change what scales the logits though a head's width stays. What follows the
// context is another matter.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void attention_scaled_for_fixed_heads(const Subject& subject, Findings& findings) {
  for (const Attention& attention : Flow(subject.model).attentions()) {
    if (!attention.head_dim || !attention.multiplier) continue;
    const model::Multiplier& multiplier = subject.model.multipliers[*attention.multiplier];
    const auto rules = rules_on(subject, multiplier);
    const Exponents exponents = exponents_of(rules);
    if (exponents.empty() || exponents.contains("context")) continue;
    for (const Place& place : subject.targets()) {
      const auto factor = ratio_of(subject, place, *attention.multiplier);
      if (ratio_of(place, *attention.head_dim) != 1 || !factor || !changes(subject, *factor)) continue;
      findings.report(rules_span(subject, rules), short_number(at_target(place, *attention.head_dim)), place.name(),
                      times(*factor));
      return;
    }
  }
}

}  // namespace cdp::lint::rules
