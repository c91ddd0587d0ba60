// narrow-reference: values for wider language models are tuned at a width at which the optimum still moves.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

void narrow_reference(const Subject& subject, Findings& findings) {
  const double least = subject.text.thresholds.reference_width;
  const double width = subject.reference().scaled.target.at("width");
  const Place* place = farthest(subject, "width");
  if (!subject.model.reads_tokens() || width >= least || place == nullptr) return;
  findings.report(axis_span(subject, subject.reference(), "width"), short_number(width), short_number(least),
                  times(ratio_of(*place, "width")), place->name());
}

}  // namespace cdp::lint::rules
