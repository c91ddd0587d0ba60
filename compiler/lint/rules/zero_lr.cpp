// zero-lr: tensors that are never trained.
#include <algorithm>
#include <set>
#include <vector>

#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

struct Frozen {
  Span at;
  std::vector<std::string> names;
};

/// The lines that freeze tensors at the reference, the factor of 0 where there is one.
std::vector<Frozen> frozen_by_line(const CheckedSpec& checked, std::set<std::string>& trained) {
  std::vector<Frozen> all;
  visit_values(checked, sema::Hp::lr, [&](const ValueAt& found) {
    if (&found.scale != &checked.reference()) return;
    if (found.value != 0) {
      trained.insert(found.tensor.path);
      return;
    }
    const auto& chain = found.instance.settings->at(sema::Hp::lr)->chain;
    const auto zero = std::find_if(chain.begin(), chain.end(), [](const auto& reason) { return reason.factor == 0; });
    const Span at = zero == chain.end() ? found.at : zero->written->at;
    auto frozen = std::find_if(all.begin(), all.end(), [&](const Frozen& f) { return f.at == at; });
    if (frozen == all.end()) frozen = all.insert(all.end(), {at, {}});
    auto& names = frozen->names;
    if (std::find(names.begin(), names.end(), found.tensor.path) == names.end()) names.push_back(found.tensor.path);
  });
  return all;
}

}  // namespace

void zero_lr(const CheckedSpec& checked, Findings& findings) {
  std::set<std::string> trained;  // in some layers
  const bool coupled = decay_is_coupled(checked);
  for (const Frozen& frozen : frozen_by_line(checked, trained)) {
    const bool some = trained.contains(frozen.names.front());
    findings.report(frozen.at, (some ? "some layers of " : "") + named(frozen.names),
                    coupled ? "weight decay, which is coupled to lr, does not act there either"
                            : "only weight decay, which is independent of lr, acts there");
  }
}

}  // namespace cdp::lint::rules
