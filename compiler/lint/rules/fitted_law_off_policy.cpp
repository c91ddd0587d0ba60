// fitted-law-off-policy: learning rates follow a law in the number of parameters, and nothing says how the batch goes
// with it. What a law itself asserts and requires is the compiler's.
#include <algorithm>

#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

double batch_ratio(const ScaleValues& scale) {
  return scale.scaled.target.batch_tokens() / scale.scaled.reference.batch_tokens();
}

}  // namespace

void fitted_law_off_policy(const CheckedSpec& checked, Findings& findings) {
  if (!checked.effects.is_law || speaks_of(checked, "batch")) return;
  Folded batches;
  for (const ScaleValues& scale : checked.targets()) {
    const double batch = batch_ratio(scale);
    if (changes(checked, batch)) batches.add(scale, std::max(batch, 1 / batch));
  }
  if (const ScaleValues* scale = batches.worst())
    findings.report(axis_span(checked, *scale, "batch"), scale->name(), times(batch_ratio(*scale)))
        .append(batches.others());
}

}  // namespace cdp::lint::rules
