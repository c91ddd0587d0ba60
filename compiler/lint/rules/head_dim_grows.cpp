// head-dim-grows: a head's width changes and what scales the logits does not make up for it.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

/// Between muP's -1 and the standard parameterization's -1/2.
constexpr double kLeastExponent = -0.75;

}  // namespace

void head_dim_grows(const Subject& subject, Findings& findings) {
  if (!follows_shapes(subject)) return;
  for (const Attention& attention : Flow(subject.model).attentions()) {
    if (!attention.head_dim) continue;
    for (const Place& place : subject.targets()) {
      const double heads = ratio_of(place, *attention.head_dim);
      const auto factor = attention.multiplier ? ratio_of(subject, place, *attention.multiplier)
                                               : std::optional(ratio_of(place, attention.number));
      if (!changes(subject, heads) || !factor || *factor <= 0 || std::log(*factor) / std::log(heads) <= kLeastExponent)
        continue;
      const model::Multiplier* multiplier =
          attention.multiplier ? &subject.model.multipliers[*attention.multiplier] : nullptr;
      const std::string way_out = multiplier != nullptr
                                      ? "let a rule multiply the value of `" + multiplier->path + "` by `m_in^-1`"
                                      : "make the factor a `Multiplier @attention`, which rules scale by `m_in^-1`";
      const Span span = multiplier != nullptr      ? rules_span(subject, rules_on(subject, *multiplier))
                        : attention.span.file == 0 ? attention.span
                                                   : rules_span(subject);
      findings.report(span, change(at_reference(place, *attention.head_dim), at_target(place, *attention.head_dim)),
                      place.name(), times(*factor), times(1 / heads), way_out);
      return;
    }
  }
}

}  // namespace cdp::lint::rules
