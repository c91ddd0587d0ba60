// beta-near-limit: 1 - beta scaled by k comes near 1, where the average forgets all but the last gradients.
#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/exponents.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

namespace {

struct Beta {
  sema::Hp hp = sema::Hp::beta1;
  double before = 0;
  double at = 1;
};

bool scales_complement(const Subject& subject, const model::Tensor& tensor, sema::Hp hp) {
  const auto rules = rules_on(subject, tensor, hp);
  return std::any_of(rules.begin(), rules.end(), [](const scaling::Rule* rule) { return rule->complement; });
}

/// The lowest beta at a place; where one was clamped W0430 has spoken of the place.
Beta lowest(const Subject& subject, const Place& place) {
  Beta lowest;
  const auto before = tensors_at(subject, subject.reference());
  const auto at = tensors_at(subject, place);
  for (std::size_t i = 0; i < at.size() && at.size() == before.size(); ++i) {
    for (const sema::Hp hp : {sema::Hp::beta1, sema::Hp::beta2}) {
      const auto beta = value_of(at[i].first, hp);
      const auto base = value_of(before[i].first, hp);
      if (!beta || !base || *beta >= *base || !scales_complement(subject, at[i].tensor, hp)) continue;
      if (*beta <= 0) return {};
      if (*beta < lowest.at) lowest = {hp, *base, *beta};
    }
  }
  return lowest;
}

/// Where the rule set offers the power form, the fix asks for it.
void offer_power(const Subject& subject, diag::Report report) {
  const auto& arguments = subject.rules.arguments;
  const bool offered =
      std::any_of(arguments.begin(), arguments.end(), [](const auto& a) { return a.first == "betas"; });
  const auto* call = std::get_if<syntax::Call>(&subject.spec.parameterization->node);
  if (!offered || call == nullptr) return;
  for (const syntax::Argument& argument : call->arguments)
    if (argument.name && argument.name->text == "betas") {
      report.fix(argument.value->span, "\"power\"");
      return;
    }
  const bool named = std::all_of(call->arguments.begin(), call->arguments.end(), [](const auto& a) { return a.name; });
  if (!named) return;
  const Span whole = subject.spec.parameterization->span;
  const std::uint32_t close = whole.end - 1;
  report.fix({whole.file, close, close}, call->arguments.empty() ? "betas = \"power\"" : ", betas = \"power\"");
}

}  // namespace

void beta_near_limit(const Subject& subject, Findings& findings) {
  for (const Place& place : subject.targets()) {
    const Beta beta = lowest(subject, place);
    if (beta.at >= subject.text.thresholds.least_beta) continue;
    const double k = (1 - beta.at) / (1 - beta.before);
    offer_power(subject,
                findings.report(axis_span(subject, place, "batch"), sema::row(beta.hp).name, short_number(beta.before),
                                short_number(beta.at), place_text(place), short_number(k),
                                short_number(1 / (1 - beta.before)), short_number(std::pow(beta.before, k))));
  }
}

}  // namespace cdp::lint::rules
