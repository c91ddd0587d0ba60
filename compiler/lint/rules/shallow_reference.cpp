// shallow-reference: values for deep models are tuned where no layer reads what another one has added.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

constexpr double kDeep = 4;  // times the reference

}  // namespace

void shallow_reference(const Subject& subject, Findings& findings) {
  const double depth = subject.reference().scaled.target.at("depth");
  const Place* place = farthest(subject, "depth");
  if (depth >= subject.text.thresholds.reference_depth || place == nullptr || ratio_of(*place, "depth") < kDeep) return;
  findings.report(axis_span(subject, subject.reference(), "depth"), short_number(depth), place->name(),
                  short_number(place->scaled.target.at("depth")));
}

}  // namespace cdp::lint::rules
