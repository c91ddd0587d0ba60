// See changes.h.
#include "compiler/lint/changes.h"

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"

namespace cdp::lint {

bool grows(const CheckedSpec& checked, double ratio) {
  return ratio >= checked.text.thresholds.least_growth;
}

bool changes(const CheckedSpec& checked, double ratio) {
  return grows(checked, ratio) || grows(checked, 1 / ratio);
}

const ScaleValues* farthest(const CheckedSpec& checked, std::string_view axis) {
  const ScaleValues* found = nullptr;
  double largest = 1;
  for (const ScaleValues& scale : checked.targets()) {
    const double ratio = ratio_of(scale, axis);
    if (ratio > largest && grows(checked, ratio)) largest = ratio, found = &scale;
  }
  return found;
}

void report_beyond(const CheckedSpec& checked, Findings& findings, std::string_view axis, double most) {
  Folded beyond;
  for (const ScaleValues& scale : checked.targets())
    if (const double ratio = ratio_of(scale, axis); ratio > most) beyond.add(scale, ratio);
  const ScaleValues* scale = beyond.worst();
  if (scale == nullptr) return;
  const double before = scale->scaled.reference.at(axis);
  findings
      .report(axis_span(checked, *scale, axis), scale->name(), change(before, scale->scaled.target.at(axis)),
              times(ratio_of(*scale, axis)), times(most))
      .append(beyond.others());
}

}  // namespace cdp::lint
