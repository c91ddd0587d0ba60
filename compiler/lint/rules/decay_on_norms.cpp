// decay-on-norms: the weight decay of `base` shrinks the gains of norms, because no line of `tune` exempts them. Where
// a line exempts others by a tag it is decay-on-some-vectors's to say.
#include "compiler/base/number_text.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void decay_on_norms(const CheckedSpec& checked, Findings& findings) {
  const Decayed norms = decayed(checked, "norm");
  if (norms.by_base.empty() || norms.left_out_by_tag()) return;
  const Decayed biases = decayed(checked, "bias");
  const bool both = !biases.by_base.empty() && !biases.left_out_by_tag();
  const std::string selector = both || !biases.any ? "@norm, @bias" : "@norm";  // the same line for every model
  auto report = findings.report(
      base_decay_span(checked), short_number(norms.value),
      named(norms.by_base) + (both ? ", and on biases such as `" + biases.by_base[0] + "`" : ""), selector);
  offer_exemption(checked, selector, report);
}

}  // namespace cdp::lint::rules
