// decay-on-some-vectors: a line of `tune` exempts some gains or biases from weight decay and leaves others out.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_decay.h"

namespace cdp::lint::rules {

void decay_on_some_vectors(const Subject& subject, Findings& findings) {
  std::vector<std::string> left, selectors;
  const Exempt* exempt = nullptr;
  double value = 0;
  const Decayed of[] = {decayed(subject, "norm"), decayed(subject, "bias")};
  for (const Decayed& kind : of) {
    if (kind.by_base.empty() || kind.exempt.empty()) continue;
    left.insert(left.end(), kind.by_base.begin(), kind.by_base.end());
    selectors.push_back("@" + kind.tag);
    if (exempt == nullptr) exempt = &kind.exempt.front();
    value = kind.value;
  }
  if (exempt == nullptr) return;
  const std::string selector = selectors.size() == 2 ? selectors[0] + ", " + selectors[1] : selectors[0];
  std::vector<std::string> names;  // that the same line exempts
  for (const Decayed& kind : of)
    for (const Exempt& other : kind.exempt)
      if (other.at == exempt->at) names.push_back(other.name);
  auto report = findings.report(exempt->at, named(names), named(left), short_number(value), selector);
  offer_exemption(subject, selector, report);
}

}  // namespace cdp::lint::rules
