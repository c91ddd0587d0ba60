// no-warmup: a model of tokens under an adaptive optimizer starts at its peak learning rate. A spec that says nothing
// of its training leaves that to who runs it.
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void no_warmup(const Subject& subject, Findings& findings) {
  const auto& training = subject.spec.training;
  const bool adaptive = training.optimizer == "adamw" || training.optimizer == "lion";
  if (!has_training(subject) || !adaptive || !subject.model.reads_tokens() || training.schedule.warmup > 0) return;
  findings.report(schedule_span(subject, "warmup"), training.schedule.kind, training.optimizer);
}

}  // namespace cdp::lint::rules
