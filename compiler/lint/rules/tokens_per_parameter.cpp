// tokens-per-parameter: a target whose tokens for each parameter are far from the reference's.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void tokens_per_parameter(const Subject& subject, Findings& findings) {
  const double at_reference = lint::tokens_per_parameter(subject.reference());
  for (const Place& place : subject.targets()) {
    if (!place.scaled.target.tokens) continue;
    const double here = lint::tokens_per_parameter(place);
    const double ratio = std::max(here / at_reference, at_reference / here);
    if (ratio <= subject.text.thresholds.tokens_per_param_ratio) continue;
    findings.report(cause_span(place, {"duration", "width", "depth"}), short_number(here), place.name(),
                    short_number(at_reference), short_number(at_reference));
  }
}

}  // namespace cdp::lint::rules
