// beta2-memory: the average of squared gradients goes back further than the run.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void beta2_memory(const CheckedSpec& checked, Findings& findings) {
  Causes causes;
  visit_values(checked, sema::Hp::beta2, [&](const ValueAt& found) {
    const double memory = 1 / (1 - found.value);
    const double share = memory / static_cast<double>(found.scale.scaled.target.steps());
    constexpr double kRounding = 1.000001;
    if (share > checked.text.thresholds.beta2_memory * kRounding) causes.add(found, share);
  });
  for (const Cause& cause : causes.all()) {
    const auto steps = static_cast<double>(cause.scale->scaled.target.steps());
    findings.report(cause.at, short_number(cause.value), with_suffix(1 / (1 - cause.value)), scale_text(*cause.scale),
                    with_suffix(steps), short_number(std::max(0.0, 1 - 10 / steps)));
  }
}

}  // namespace cdp::lint::rules
