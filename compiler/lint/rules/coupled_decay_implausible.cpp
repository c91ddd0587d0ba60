// coupled-decay-implausible: one step of decay that is coupled to lr takes away more of a weight than any run has been
// reported with. What comes from a learning rate that is too large itself is lr-implausible's.
#include "compiler/base/number_text.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/plausible.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void coupled_decay_implausible(const CheckedSpec& checked, Findings& findings) {
  if (!decay_is_coupled(checked)) return;
  for (const Cause& cause : implausible_decays(checked))
    findings.report(cause.at, short_number(cause.value), percent(cause.badness), named(cause.names),
                    scale_text(*cause.scale));
}

}  // namespace cdp::lint::rules
