// shallow-reference: values for deep models are tuned where no layer reads what another one has added.
#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

constexpr double kDeep = 4;  // times the reference

}  // namespace

void shallow_reference(const CheckedSpec& checked, Findings& findings) {
  const double depth = checked.reference().scaled.target.at("depth");
  const ScaleValues* scale = farthest(checked, "depth");
  if (depth >= checked.text.thresholds.reference_depth || scale == nullptr || ratio_of(*scale, "depth") < kDeep) return;
  findings.report(axis_span(checked, checked.reference(), "depth"), short_number(depth), scale->name(),
                  short_number(scale->scaled.target.at("depth")));
}

}  // namespace cdp::lint::rules
