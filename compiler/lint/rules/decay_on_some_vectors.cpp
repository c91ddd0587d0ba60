// decay-on-some-vectors: a line of `tune` exempts gains or biases from weight decay by a tag and leaves others out.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void decay_on_some_vectors(const CheckedSpec& checked, Findings& findings) {
  std::vector<std::string> left, selectors;
  const Exempt* exempt = nullptr;
  double value = 0;
  const Decayed* const of[] = {&checked.decayed_norms, &checked.decayed_biases};
  for (const Decayed* kind : of) {
    if (kind->by_base.empty() || !kind->left_out_by_tag()) continue;
    left.insert(left.end(), kind->by_base.begin(), kind->by_base.end());
    selectors.push_back("@" + kind->tag);
    const auto by_tag = [](const Exempt& one) { return one.by_tag; };
    if (exempt == nullptr) exempt = &*std::find_if(kind->exempt.begin(), kind->exempt.end(), by_tag);
    value = kind->value;
  }
  if (exempt == nullptr) return;
  const std::string selector = selectors.size() == 2 ? selectors[0] + ", " + selectors[1] : selectors[0];
  std::vector<std::string> names;  // that the same line exempts
  for (const Decayed* kind : of)
    for (const Exempt& other : kind->exempt)
      if (other.at == exempt->at) names.push_back(other.name);
  auto report = findings.report(exempt->at, named(names), named(left), short_number(value), selector);
  offer_exemption(checked, selector, report);
}

}  // namespace cdp::lint::rules
