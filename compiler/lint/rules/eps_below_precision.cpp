// eps-below-precision: eps is so small that squared gradients underflow before it acts. One of 0 is zero-eps's.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void eps_below_precision(const CheckedSpec& checked, Findings& findings) {
  constexpr double kLeastRoot = 1.0842021724855044e-19;  // of 2^-126, the smallest normal float32
  Causes causes;
  visit_values(checked, sema::Hp::eps, [&](const ValueAt& found) {
    if (found.value != 0 && found.value < kLeastRoot) causes.add(found, kLeastRoot - found.value);
  });
  for (const Cause& cause : causes.all())
    findings.report(cause.at, short_number(cause.value), named(cause.names), scale_text(*cause.scale));
}

}  // namespace cdp::lint::rules
