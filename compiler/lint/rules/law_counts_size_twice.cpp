// law-counts-size-twice: a tensor's lr follows a law in the number of parameters and its own shape as well, which the
// law's sizes had already in their number of parameters.
#include <algorithm>

#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void law_counts_size_twice(const CheckedSpec& checked, Findings& findings) {
  if (!checked.effects.is_law) return;
  for (const model::Tensor& tensor : checked.model.tensors) {
    const auto& rules = rules_on(checked, tensor, sema::Hp::lr);
    const Exponents& exponents = exponents_on(checked, tensor, sema::Hp::lr);
    const auto own = std::find_if(exponents.begin(), exponents.end(),
                                  [](const auto& entry) { return entry.first == "depth" || is_of_shape(entry.first); });
    if (!exponents.contains("params") || own == exponents.end()) continue;
    findings.report(rules_span(checked, naming(rules, own->first)), tensor.path);
    return;
  }
}

}  // namespace cdp::lint::rules
