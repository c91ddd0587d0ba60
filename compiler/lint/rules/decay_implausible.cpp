// decay-implausible: one step of decay that is independent of lr takes away more of a weight than any run has been
// reported with. One that is coupled to lr is coupled-decay-implausible's.
#include "compiler/base/number_text.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"
#include "compiler/plan/decay.h"

namespace cdp::lint::rules {

void decay_implausible(const CheckedSpec& checked, Findings& findings) {
  if (decay_is_coupled(checked)) return;
  for (const Cause& cause : implausible_decays(checked)) {
    const double lr = value_of(*cause.instance, sema::Hp::lr).value_or(0);
    findings.report(cause.at, short_number(cause.value), percent(cause.badness), named(cause.names),
                    scale_text(*cause.scale),
                    short_number(plan::effective_decay(plan::DecayConvention::coupled, lr, cause.value)));
  }
}

}  // namespace cdp::lint::rules
