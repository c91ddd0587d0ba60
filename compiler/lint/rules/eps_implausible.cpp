// eps-implausible: eps so large that it, and not the gradients' size, divides the step.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

void eps_implausible(const Subject& subject, Findings& findings) {
  Causes causes;
  visit_values(subject, sema::Hp::eps, [&](const ValueAt& found) {
    if (found.value >= subject.text.thresholds.most_eps) causes.add(found, found.value);
  });
  for (const Cause& cause : causes.all())
    findings.report(cause.at, short_number(cause.value), named(cause.names), place_text(*cause.place),
                    short_number(subject.text.thresholds.most_eps));
}

}  // namespace cdp::lint::rules
