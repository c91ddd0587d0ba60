// lr-implausible: a peak learning rate beyond what its optimizer has been run with; mostly a slip in an exponent.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void lr_implausible(const CheckedSpec& checked, Findings& findings) {
  Causes causes;
  visit_values(checked, sema::Hp::lr, [&](const ValueAt& found) {
    const Excess excess = lr_excess(checked, found.tensor, found.instance);
    // A step that is rounded away is lr-below-precision's.
    if (excess.factor > 0 && rounding_loss(checked, found) <= 1) causes.add(found, excess.factor);
  });
  for (const Cause& cause : causes.all()) {
    const double bound = lr_excess(checked, *cause.tensor, *cause.instance).bound;
    const bool high = cause.value >= bound;
    findings.report(cause.at, short_number(cause.value), named(cause.names), scale_text(*cause.scale),
                    high ? "at or above" : "below", short_number(bound), updater_of(checked, *cause.tensor).optimizer);
  }
}

}  // namespace cdp::lint::rules
