// lr-below-precision: a step is smaller than half the spacing of the weights' numbers, and is rounded away.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void lr_below_precision(const CheckedSpec& checked, Findings& findings) {
  const double bits = checked.text.thresholds.weight_bits;
  Causes causes;
  visit_values(checked, sema::Hp::lr, [&](const ValueAt& found) {
    if (const double loss = rounding_loss(checked, found); loss > 1) causes.add(found, loss);
  });
  for (const Cause& cause : causes.all()) {
    const double size = initial_size(*cause.tensor, *cause.instance);
    findings.report(cause.at, short_number(cause.value), named(cause.names), scale_text(*cause.scale),
                    short_number(size), short_number(bits), short_number(size * std::exp2(-bits)));
  }
}

}  // namespace cdp::lint::rules
