// decay-implausible: one step of decay takes away more of a weight than any run has been reported with.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

void decay_implausible(const Subject& subject, Findings& findings) {
  const bool coupled = subject.spec.training.weight_decay == "coupled";
  const auto step_of = [&](const scaling::Instance& instance, double decay) {
    return coupled ? decay * value_of(instance, sema::Hp::lr).value_or(0) : decay;
  };
  Causes causes;
  visit_values(subject, sema::Hp::weight_decay, [&](const ValueAt& found) {
    const double step = step_of(found.instance, found.value);
    if (step > subject.text.thresholds.decay_step) causes.add(found, step);
  });
  for (const Cause& cause : causes.all())
    findings.report(cause.at, short_number(cause.value), short_number(100 * cause.badness) + "%", named(cause.names),
                    place_text(*cause.place), coupled ? "it is coupled, lr * weight_decay" : "it is independent of lr");
}

}  // namespace cdp::lint::rules
