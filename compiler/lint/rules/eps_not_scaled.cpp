// eps-not-scaled: gradients of tensors in blocks shrink with width or depth, and the rules leave their eps behind.
#include "compiler/base/number_text.h"
#include "compiler/lint/other_rules.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The target where eps has become the largest against the gradients, and the tensors of which that is so.
struct Worst {
  double lag = 0;
  double gradient = 1;
  double eps = 1;
  const ScaleValues* scale = nullptr;
  std::vector<std::string> names;
};

void add(const CheckedSpec& checked, const ScaleValues& scale, Worst& worst) {
  const Gradients& gradients = gradients_at(checked, scale);
  Worst here;
  for (const TensorAt& at : scale.tensors) {
    const auto gradient = gradients.factor_of(at.tensor);
    if (!has_tag(at.tensor, "block") || !gradient || !value_of(at.first, sema::Hp::eps)) continue;
    const EpsFactor eps = eps_factor(checked, scale, at.tensor);
    const double lag = eps.value / *gradient;
    if (lag < checked.text.thresholds.eps_lag) continue;
    if (lag > here.lag) here = {lag, *gradient, eps.value, &scale, std::move(here.names)};
    here.names.push_back(at.tensor.path);
  }
  if (here.lag > worst.lag) worst = std::move(here);
}

}  // namespace

void eps_not_scaled(const CheckedSpec& checked, Findings& findings) {
  if (scaled_by_fault(checked)) return;
  Worst worst;
  for (const ScaleValues& scale : checked.targets()) add(checked, scale, worst);
  if (worst.scale == nullptr) return;
  const std::string names = named(worst.names);
  const std::string done = worst.eps == 1 ? "leaves `eps` of " + names + " as it is"
                                          : "scales `eps` of " + names + " by " + short_number(worst.eps);
  findings.report(checked.spec.parameterization->span, checked.rules.name, done, scale_text(*worst.scale),
                  short_number(worst.gradient), short_number(worst.gradient / worst.eps));
}

}  // namespace cdp::lint::rules
