// decay-implausible: one step of decay takes away more of a weight than any run has been reported with. What comes from
// a learning rate that is too large itself is lr-implausible's.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

namespace {

/// What the value may have been meant as.
std::string way_out(const Subject& subject, const Cause& cause) {
  const double lr = value_of(*cause.instance, sema::Hp::lr).value_or(0);
  if (subject.spec.training.weight_decay == "coupled") return "is that the convention?";
  return "coupled, as PyTorch's AdamW has it, it would be lr times as much, " + short_number(lr * cause.value);
}

}  // namespace

void decay_implausible(const Subject& subject, Findings& findings) {
  const bool coupled = subject.spec.training.weight_decay == "coupled";
  Causes causes;
  visit_values(subject, sema::Hp::weight_decay, [&](const ValueAt& found) {
    const double step = decay_step(subject, found.instance);
    if (step < subject.text.thresholds.decay_step || (coupled && has_large_lr(subject, found.instance))) return;
    causes.add(found, step);
  });
  for (const Cause& cause : causes.all())
    findings.report(cause.at, short_number(cause.value), fmt::format("{:.2g}%", 100 * cause.badness),
                    named(cause.names), place_text(*cause.place),
                    coupled ? "it is coupled, lr * weight_decay" : "it is independent of lr", way_out(subject, cause));
}

}  // namespace cdp::lint::rules
