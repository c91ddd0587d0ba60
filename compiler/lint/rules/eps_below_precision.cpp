// eps-below-precision: eps is 0, or so small that squared gradients underflow before it acts.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void eps_below_precision(const CheckedSpec& checked, Findings& findings) {
  constexpr double kLeastRoot = 1.0842021724855044e-19;  // of 2^-126, the smallest normal float32
  Causes causes;
  visit_values(checked, sema::Hp::eps, [&](const ValueAt& found) {
    if (found.value < kLeastRoot) causes.add(found, kLeastRoot - found.value);
  });
  for (const Cause& cause : causes.all()) {
    const bool none = cause.value == 0;
    findings.report(cause.at, short_number(cause.value), named(cause.names), scale_text(*cause.scale),
                    none ? "where a gradient has always been 0, as of a token that was not yet seen, a step is 0 / 0"
                         : "gradients below 1.1e-19 have squares below the smallest float32 that optimizers keep, and "
                           "their step is divided by eps alone");
  }
}

}  // namespace cdp::lint::rules
