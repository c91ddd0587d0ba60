// narrow-reference: values for wider language models are tuned at a width at which the optimum still moves.
#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void narrow_reference(const CheckedSpec& checked, Findings& findings) {
  const double least = checked.text.thresholds.reference_width;
  const double width = checked.reference().scaled.target.at("width");
  const ScaleValues* scale = farthest(checked, "width");
  if (!checked.model.reads_tokens() || width >= least || scale == nullptr) return;
  findings.report(axis_span(checked, checked.reference(), "width"), short_number(width), short_number(least),
                  times(ratio_of(*scale, "width")), scale->name());
}

}  // namespace cdp::lint::rules
