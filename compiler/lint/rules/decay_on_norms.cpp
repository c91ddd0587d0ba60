// decay-on-norms: the weight decay of `base` shrinks the gains of norms, because no line of `tune` exempts them. Where
// a line exempts others by a tag it is decay-on-some-vectors's to say.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void decay_on_norms(const CheckedSpec& checked, Findings& findings) {
  constexpr std::size_t kBeforeBiases = 2;  // so that a bias is among those that are named
  const Decayed& norms = checked.decayed_norms;
  if (norms.by_base.empty() || norms.left_out_by_tag()) return;
  const Decayed& biases = checked.decayed_biases;
  std::vector<std::string> names = norms.by_base;
  const bool both = !biases.by_base.empty() && !biases.left_out_by_tag();
  if (both)
    names.insert(names.begin() + static_cast<std::ptrdiff_t>(std::min(kBeforeBiases, names.size())),
                 biases.by_base.begin(), biases.by_base.end());
  const std::string selector = both || !biases.any ? "@norm, @bias" : "@norm";  // the same line for every model
  auto report = findings.report(base_decay_span(checked), short_number(norms.value), named(names), selector);
  offer_exemption(checked, selector, report);
}

}  // namespace cdp::lint::rules
