// law-far-from-anchor: learning rates follow a law in the number of parameters, at a model so much larger than the
// law's anchor that what is not known of its exponent is felt.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// By which refits of such exponents differ: 0.28 to 0.44 for the duration's (arXiv:2409.19913 and later).
constexpr double kUncertainty = 0.1;

double distance_of(const ScaleValues& scale) {
  return static_cast<double>(scale.ratios.of("params"));
}

}  // namespace

void law_far_from_anchor(const CheckedSpec& checked, Findings& findings) {
  if (!checked.effects.is_law) return;
  Folded distances;
  for (const ScaleValues& scale : checked.targets())
    if (distance_of(scale) > checked.text.thresholds.law_params_ratio) distances.add(scale, distance_of(scale));
  const ScaleValues* scale = distances.worst();
  if (scale == nullptr) return;
  const double distance = distance_of(*scale);
  findings
      .report(scale->settings.span, scale->name(), times(distance),
              with_suffix(checked.reference().scaled.parameters.non_embedding),
              with_suffix(scale->scaled.parameters.non_embedding), short_number(kUncertainty),
              times(std::pow(distance, kUncertainty)))
      .append(distances.others());
}

}  // namespace cdp::lint::rules
