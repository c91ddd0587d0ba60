// batch-grows-alone: the batch grows so much more than the duration that a larger run takes fewer steps. Where no rule
// reads the two that is batch-or-duration-without-rule's.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void batch_grows_alone(const CheckedSpec& checked, Findings& findings) {
  if (horizon_is_unruled(checked)) return;
  const auto& reference = checked.reference().scaled.target;
  const auto batch = [&](const ScaleValues& scale) {
    return scale.scaled.target.batch_tokens() / reference.batch_tokens();
  };
  Folded alone;
  for (const ScaleValues& scale : checked.targets()) {
    const double more = batch(scale) / ratio_of(scale, "duration");
    if (batch(scale) > 1 && more >= checked.text.thresholds.batch_over_duration) alone.add(scale, more);
  }
  const ScaleValues* scale = alone.worst();
  if (scale == nullptr) return;
  findings
      .report(cause_span(*scale, {"batch", "context", "duration"}), short_number(batch(*scale)),
              short_number(ratio_of(*scale, "duration")), scale->scaled.target.steps(), scale->name(),
              reference.steps())
      .append(alone.others());
}

}  // namespace cdp::lint::rules
