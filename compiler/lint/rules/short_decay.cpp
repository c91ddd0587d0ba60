// short-decay: the decay of a warm-up/stable/decay schedule is too small a share of the run to pay.
#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void short_decay(const CheckedSpec& checked, Findings& findings) {
  const auto& schedule = checked.spec.training.schedule;
  const double least = checked.text.thresholds.decay_share;
  if (schedule.kind != plan::ScheduleKind::wsd || schedule.decay == 0 || schedule.decay >= least) return;
  findings.report(schedule_span(checked, "decay"), short_number(100 * schedule.decay), short_number(100 * least));
}

}  // namespace cdp::lint::rules
