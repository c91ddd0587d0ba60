// short-reference: values for longer runs are tuned in so few steps that warm-up and averages are most of them. What is
// left of warm-up in whole steps is vanishing-warmup's.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void short_reference(const CheckedSpec& checked, Findings& findings) {
  const auto steps = static_cast<double>(checked.reference().scaled.target.steps());
  const auto targets = checked.targets();
  const bool longer = std::any_of(targets.begin(), targets.end(), [&](const ScaleValues& scale) {
    return static_cast<double>(scale.scaled.target.steps()) > steps;
  });
  if (!longer) return;
  const double least = checked.text.thresholds.reference_steps;
  if (steps >= least) return;
  findings.report(axis_span(checked, checked.reference(), "duration"), short_number(steps), short_number(least));
}

}  // namespace cdp::lint::rules
