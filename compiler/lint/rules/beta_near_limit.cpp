// beta-near-limit: 1 - beta scaled by k comes near 1, where the average forgets all but the last gradients.
#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"
#include "compiler/scaling/out_of_range.h"

namespace cdp::lint::rules {

namespace {

struct Beta {
  sema::Hp hp = sema::Hp::beta1;
  double before = 0;
  double at = 1;
};

bool scales_complement(const CheckedSpec& checked, const model::Tensor& tensor, sema::Hp hp) {
  const auto& rules = rules_on(checked, tensor, hp);
  return std::any_of(rules.begin(), rules.end(), [](const scaling::Rule* rule) { return rule->complement; });
}

/// The lowest beta at a scale.
Beta lowest(const CheckedSpec& checked, const ScaleValues& scale) {
  Beta lowest;
  const auto& before = checked.reference().tensors;
  const auto& at = scale.tensors;
  for (std::size_t i = 0; i < at.size() && at.size() == before.size(); ++i) {
    for (const sema::Hp hp : {sema::Hp::beta1, sema::Hp::beta2}) {
      const auto beta = value_of(at[i].first, hp);
      const auto base = value_of(before[i].first, hp);
      if (!beta || !base || *beta >= *base || !scales_complement(checked, at[i].tensor, hp)) continue;
      if (*beta < lowest.at) lowest = {hp, *base, *beta};
    }
  }
  return lowest;
}

}  // namespace

void beta_near_limit(const CheckedSpec& checked, Findings& findings) {
  Folded near;
  for (const ScaleValues& scale : checked.targets())
    if (const Beta beta = lowest(checked, scale); beta.at < checked.text.thresholds.least_beta)
      near.add(scale, 1 - beta.at);
  const ScaleValues* scale = near.worst();
  if (scale == nullptr) return;
  const Beta beta = lowest(checked, *scale);
  const double k = (1 - beta.at) / (1 - beta.before);
  auto report = findings.report(axis_span(checked, *scale, "batch"), sema::row(beta.hp).name, short_number(beta.before),
                                short_number(beta.at), scale_text(*scale), short_number(k),
                                short_number(1 / (1 - beta.before)), short_number(std::pow(beta.before, k)));
  report.append(near.others());
  if (const auto edit = scaling::power_form(checked.spec, checked.rules)) report.fix(edit->at, edit->text);
}

}  // namespace cdp::lint::rules
