// flat-schedule: a schedule that is named after a decay it does not have.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void flat_schedule(const CheckedSpec& checked, Findings& findings) {
  const auto& schedule = checked.spec.training.schedule;
  if (schedule.kind == plan::ScheduleKind::constant) return;
  if (schedule.floor == 1) {
    findings.report(schedule_span(checked, "floor"), schedule.kind, "floor = 100%");
  } else if (schedule.kind == plan::ScheduleKind::wsd && schedule.decay == 0) {
    findings.report(schedule_span(checked, "decay"), schedule.kind, "decay = 0%");
  }
}

}  // namespace cdp::lint::rules
