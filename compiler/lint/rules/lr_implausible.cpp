// lr-implausible: a peak learning rate beyond what its optimizer has been run with; mostly a slip in an exponent.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

void lr_implausible(const Subject& subject, Findings& findings) {
  Causes causes;
  visit_values(subject, sema::Hp::lr, [&](const ValueAt& found) {
    const Excess excess = lr_excess(subject, found.tensor, found.instance);
    // A step that is rounded away is lr-below-precision's.
    if (excess.factor > 0 && rounding_loss(subject, found) <= 1) causes.add(found, excess.factor);
  });
  for (const Cause& cause : causes.all()) {
    const double bound = lr_excess(subject, *cause.tensor, *cause.instance).bound;
    const bool high = cause.value >= bound;
    findings.report(cause.at, short_number(cause.value), named(cause.names), place_text(*cause.place),
                    high ? "at or above" : "below", short_number(bound), updater_of(subject, *cause.tensor).name);
  }
}

}  // namespace cdp::lint::rules
