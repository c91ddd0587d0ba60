// See exponents.h.
#include "compiler/analysis/exponents.h"

#include <algorithm>
#include <cmath>

#include "compiler/scaling/selector.h"

namespace cdp::analysis {

namespace {

constexpr double kZero = 1e-9;  // what is left where exponents cancel

std::set<std::string, std::less<>> ratios_of(const scaling::RuleSet& rules) {
  std::set<std::string, std::less<>> ratios;
  for (const scaling::Rule& rule : rules.rules)
    for (const scaling::RatioPower& power : rule.monomial) ratios.insert(power.ratio);
  for (const scaling::RuleAssertion& assertion : rules.assertions)
    for (const auto& [name, value] : assertion.assertion.names) {
      const auto* quantity = sema::as<sema::Quantity>(value);
      if (quantity == nullptr) continue;
      for (const std::string& axis : quantity->value.axes())
        if (axis.starts_with(scaling::kRatioMark)) ratios.insert(axis.substr(scaling::kRatioMark.size()));
    }
  return ratios;
}

}  // namespace

Exponents exponents_of(const Rules& rules) {
  Exponents sum;
  for (const scaling::Rule* rule : rules)
    if (!rule->power && !rule->complement)
      for (const scaling::RatioPower& power : rule->monomial) sum[power.ratio] += power.exponent;
  std::erase_if(sum, [](const auto& entry) { return std::abs(entry.second) < kZero; });
  return sum;
}

Rules naming(Rules rules, std::string_view ratio) {
  std::erase_if(rules, [&](const scaling::Rule* rule) {
    return std::none_of(rule->monomial.begin(), rule->monomial.end(),
                        [&](const scaling::RatioPower& power) { return power.ratio == ratio; });
  });
  return rules;
}

bool is_of_shape(std::string_view ratio) {
  constexpr std::string_view kOthers[] = {"depth", "batch", "duration", "context", "params"};
  return std::find(std::begin(kOthers), std::end(kOthers), ratio) == std::end(kOthers);
}

RuleEffects effects_of(const scaling::RuleSet& rules, const model::Model& model) {
  RuleEffects effects;
  effects.ratios = ratios_of(rules);
  for (const model::Tensor& tensor : model.tensors) {
    auto& on = effects.tensors.emplace_back();
    for (const scaling::Rule& rule : rules.rules)
      if (scaling::selects(*rule.selector, tensor.path, tensor.tags))
        on[static_cast<std::size_t>(rule.hp)].rules.push_back(&rule);
    for (Acting& acting : on) acting.exponents = exponents_of(acting.rules);
    const Exponents& lr = on[static_cast<std::size_t>(sema::Hp::lr)].exponents;
    effects.is_law = effects.is_law || lr.contains("params");
  }
  for (const model::Multiplier& multiplier : model.multipliers) {
    Acting& on = effects.multipliers.emplace_back();
    for (const scaling::Rule& rule : rules.rules)
      if (rule.hp == sema::Hp::value && scaling::selects(*rule.selector, multiplier.path, multiplier.tags))
        on.rules.push_back(&rule);
    on.exponents = exponents_of(on.rules);
  }
  return effects;
}

}  // namespace cdp::analysis
