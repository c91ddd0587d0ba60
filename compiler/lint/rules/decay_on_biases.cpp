// decay-on-biases: the weight decay of `base` shrinks biases, because no line of `tune` exempts them. Where norms are
// not exempt either that is decay-on-norms's to say.
#include "compiler/base/number_text.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void decay_on_biases(const CheckedSpec& checked, Findings& findings) {
  const Decayed& norms = checked.decayed_norms;
  const Decayed& biases = checked.decayed_biases;
  if (biases.by_base.empty() || biases.left_out_by_tag()) return;
  if (!norms.by_base.empty() && !norms.left_out_by_tag()) return;
  auto report = findings.report(base_decay_span(checked), short_number(biases.value), named(biases.by_base));
  offer_exemption(checked, "@bias", report);
}

}  // namespace cdp::lint::rules
