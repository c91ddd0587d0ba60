// eps-implausible: eps so large that it, and not the gradients' size, divides the step.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void eps_implausible(const CheckedSpec& checked, Findings& findings) {
  Causes causes;
  visit_values(checked, sema::Hp::eps, [&](const ValueAt& found) {
    if (found.value >= checked.text.thresholds.most_eps) causes.add(found, found.value);
  });
  for (const Cause& cause : causes.all())
    findings.report(cause.at, short_number(cause.value), named(cause.names), scale_text(*cause.scale),
                    short_number(checked.text.thresholds.most_eps));
}

}  // namespace cdp::lint::rules
