// head-dim-grows: a head's width changes and what scales the logits does not make up for it.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Between muP's -1 and the standard parameterization's -1/2.
constexpr double kLeastExponent = -0.75;

}  // namespace

void head_dim_grows(const CheckedSpec& checked, Findings& findings) {
  if (!checked.effects.follows_shapes) return;
  for (const Attention& attention : checked.flow.attentions) {
    if (!attention.head_dim) continue;
    for (const ScaleValues& scale : checked.targets()) {
      const double heads = ratio_of(scale, *attention.head_dim);
      const auto factor = attention.multiplier ? ratio_of(checked, scale, *attention.multiplier)
                                               : std::optional(ratio_of(scale, attention.number));
      if (!changes(checked, heads) || !factor || *factor <= 0 || std::log(*factor) / std::log(heads) <= kLeastExponent)
        continue;
      const model::Multiplier* multiplier =
          attention.multiplier ? &checked.model.multipliers[*attention.multiplier] : nullptr;
      const std::string way_out = multiplier != nullptr
                                      ? "let a rule multiply the value of `" + multiplier->path + "` by `m_in^-1`"
                                      : "make the factor a `Multiplier @attention`, which rules scale by `m_in^-1`";
      const Span span = multiplier != nullptr      ? rules_span(checked, rules_on(checked, *multiplier))
                        : attention.span.file == 0 ? attention.span
                                                   : rules_span(checked);
      findings.report(span, change(at_reference(scale, *attention.head_dim), at_target(scale, *attention.head_dim)),
                      scale.name(), times(*factor), times(1 / heads), way_out);
      return;
    }
  }
}

}  // namespace cdp::lint::rules
