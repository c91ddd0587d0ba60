// vanishing-warmup: a share of the run that is less than half a step somewhere, so that there is none there.
#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void vanishing_warmup(const CheckedSpec& checked, Findings& findings) {
  const double warmup = checked.spec.training.schedule.warmup;
  if (warmup == 0) return;
  for (const ScaleValues& scale : checked.scales) {
    if (warmup_steps(checked, scale) > 0) continue;
    findings.report(schedule_span(checked, "warmup"), scale.scaled.target.steps(), scale.name(),
                    short_number(std::ceil(1000 / static_cast<double>(scale.scaled.target.steps())) / 10));
    return;
  }
}

}  // namespace cdp::lint::rules
