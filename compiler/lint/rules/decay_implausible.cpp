// decay-implausible: one step of decay takes away more of a weight than any run has been reported with. What comes from
// a learning rate that is too large itself is lr-implausible's.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"
#include "compiler/plan/decay.h"

namespace cdp::lint::rules {

namespace {

/// What the value may have been meant as.
std::string way_out(const CheckedSpec& checked, const Cause& cause) {
  const double lr = value_of(*cause.instance, sema::Hp::lr).value_or(0);
  if (decay_is_coupled(checked)) return "is that the convention?";
  return "coupled, as PyTorch's AdamW has it, it would be lr times as much, " +
         short_number(plan::effective_decay(plan::DecayConvention::coupled, lr, cause.value));
}

}  // namespace

void decay_implausible(const CheckedSpec& checked, Findings& findings) {
  const bool coupled = decay_is_coupled(checked);
  Causes causes;
  visit_values(checked, sema::Hp::weight_decay, [&](const ValueAt& found) {
    const double step = decay_step(checked, found.instance);
    if (step < checked.text.thresholds.decay_step || (coupled && has_large_lr(checked, found.instance))) return;
    causes.add(found, step);
  });
  for (const Cause& cause : causes.all())
    findings.report(cause.at, short_number(cause.value), fmt::format("{:.2g}%", 100 * cause.badness),
                    named(cause.names), scale_text(*cause.scale),
                    coupled ? "it is coupled, lr * weight_decay" : "it is independent of lr", way_out(checked, cause));
}

}  // namespace cdp::lint::rules
