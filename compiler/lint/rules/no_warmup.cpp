// no-warmup: a model of tokens under an adaptive optimizer starts at its peak learning rate. A spec that says nothing
// of its training leaves that to who runs it.
#include "compiler/lint/rule.h"
#include "compiler/scaling/updater.h"

namespace cdp::lint::rules {

void no_warmup(const CheckedSpec& checked, Findings& findings) {
  const auto& training = checked.spec.training;
  const bool adaptive = plan::is_lr_sized(plan::row(training.optimizer));
  if (!has_training(checked) || !adaptive || !checked.model.reads_tokens() || training.schedule.warmup > 0) return;
  findings.report(schedule_span(checked, "warmup"), training.schedule.kind, training.optimizer);
}

}  // namespace cdp::lint::rules
