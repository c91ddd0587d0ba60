// idle-weight-decay: it would need more than the whole run to show.
#include "compiler/base/number_text.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void idle_weight_decay(const CheckedSpec& checked, Findings& findings) {
  const ScaleValues& scale = checked.reference();
  double least = 0;
  const scaling::Instance* decayed = nullptr;
  for (const TensorAt& at : scale.tensors) {
    const auto share = time_scale(checked, scale, at.first);
    if (!share) continue;
    if (decayed == nullptr || *share < least) least = *share, decayed = &at.first;
  }
  if (decayed == nullptr || least <= checked.text.thresholds.time_scale_most) return;
  findings.report(setting_span(*decayed, sema::Hp::weight_decay), runs_text(least), scale.name(),
                  short_number(least / checked.text.thresholds.time_scale_most));
}

}  // namespace cdp::lint::rules
