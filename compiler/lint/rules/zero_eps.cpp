// zero-eps: nothing is added to the root of the squares, so that a step may be 0 / 0.
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void zero_eps(const CheckedSpec& checked, Findings& findings) {
  Causes causes;
  visit_values(checked, sema::Hp::eps, [&](const ValueAt& found) {
    if (found.value == 0) causes.add(found, 1);
  });
  for (const Cause& cause : causes.all()) findings.report(cause.at, named(cause.names), scale_text(*cause.scale));
}

}  // namespace cdp::lint::rules
