// tokens-per-parameter: a target whose tokens for each parameter are far from the reference's. Fewer than one are
// parameters-beyond-tokens's.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void tokens_per_parameter(const CheckedSpec& checked, Findings& findings) {
  const auto& thresholds = checked.text.thresholds;
  const auto at_reference = lint::tokens_per_parameter(checked.reference());
  Folded far;
  for (const ScaleValues& scale : checked.targets()) {
    const auto here = lint::tokens_per_parameter(scale);
    if (!scale.scaled.target.tokens || !at_reference || !here || *here < thresholds.tokens_per_param_least) continue;
    const double ratio = std::max(*here / *at_reference, *at_reference / *here);
    if (ratio > thresholds.tokens_per_param_ratio) far.add(scale, ratio);
  }
  const ScaleValues* scale = far.worst();
  if (scale == nullptr) return;
  findings
      .report(cause_span(*scale, {"duration", "width", "depth"}), short_number(*lint::tokens_per_parameter(*scale)),
              scale->name(), short_number(*at_reference), short_number(*at_reference))
      .append(far.others());
}

}  // namespace cdp::lint::rules
