// eps-off-gradient: a rule lets eps fall where the gradients do not, as one rule for all tensors does to embeddings.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/other_rules.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// What one rule does at the target where it is worst.
struct FarEps {
  const scaling::Rule* rule = nullptr;
  double lead = 0;  // how much more than the gradients eps has fallen
  double eps = 1;
  double gradient = 1;
  const ScaleValues* scale = nullptr;
  const model::Tensor* tensor = nullptr;
  std::vector<std::string> names;
};

void add(const CheckedSpec& checked, const ScaleValues& scale, std::vector<FarEps>& faults) {
  const Gradients& gradients = gradients_at(checked, scale);
  for (const TensorAt& at : scale.tensors) {
    const auto gradient = gradients.factor_of(at.tensor);
    if (!gradient || !value_of(at.first, sema::Hp::eps)) continue;
    const EpsFactor eps = eps_factor(checked, scale, at.tensor);
    const double lead = *gradient / eps.value;
    if (eps.last == nullptr || lead < checked.text.thresholds.eps_lead) continue;
    auto fault = std::find_if(faults.begin(), faults.end(), [&](const FarEps& f) { return f.rule == eps.last; });
    if (fault == faults.end()) fault = faults.insert(faults.end(), FarEps{eps.last, 0, 1, 1, nullptr, nullptr, {}});
    if (lead > fault->lead)
      *fault = {eps.last, lead, eps.value, *gradient, &scale, &at.tensor, std::move(fault->names)};
    auto& names = fault->names;
    if (std::find(names.begin(), names.end(), at.tensor.path) == names.end()) names.push_back(at.tensor.path);
  }
}

}  // namespace

void eps_off_gradient(const CheckedSpec& checked, Findings& findings) {
  if (scaled_by_fault(checked)) return;
  std::vector<FarEps> faults;
  for (const ScaleValues& scale : checked.targets()) add(checked, scale, faults);
  for (const FarEps& fault : faults) {
    const Span written = fault.rule->span;
    const Span at = written.file == 0 ? written : checked.spec.parameterization->span;
    findings.report(at, named(fault.names), scale_text(*fault.scale), short_number(fault.eps), fault.tensor->path,
                    fault.gradient == 1 ? "do not change" : "change by " + short_number(fault.gradient));
  }
}

}  // namespace cdp::lint::rules
