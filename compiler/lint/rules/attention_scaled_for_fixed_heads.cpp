// attention-scaled-for-fixed-heads: rules change what scales the logits though a head's width stays. What follows the
// context is another matter.
#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void attention_scaled_for_fixed_heads(const CheckedSpec& checked, Findings& findings) {
  for (const Attention& attention : checked.flow.attentions) {
    if (!attention.head_dim || !attention.multiplier) continue;
    const model::Multiplier& multiplier = checked.model.multipliers[*attention.multiplier];
    const auto& rules = rules_on(checked, multiplier);
    const Exponents& exponents = exponents_on(checked, multiplier);
    if (exponents.empty() || exponents.contains("context")) continue;
    for (const ScaleValues& scale : checked.targets()) {
      const auto factor = ratio_of(checked, scale, *attention.multiplier);
      if (ratio_of(scale, *attention.head_dim) != 1 || !factor || !changes(checked, *factor)) continue;
      findings.report(rules_span(checked, rules), short_number(at_target(scale, *attention.head_dim)), scale.name(),
                      times(*factor));
      return;
    }
  }
}

}  // namespace cdp::lint::rules
