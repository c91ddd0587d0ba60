// See exponents.h.
#include "compiler/lint/exponents.h"

#include <algorithm>
#include <cmath>

#include "compiler/lint/facts.h"
#include "compiler/plan/optimizers.h"
#include "compiler/scaling/selector.h"

namespace cdp::lint {

namespace {

constexpr double kZero = 1e-9;  // what is left where exponents cancel

std::vector<const scaling::Rule*> matching(const CheckedSpec& checked, sema::Hp hp, const std::string& path,
                                           const std::set<std::string>& tags) {
  std::vector<const scaling::Rule*> found;
  for (const scaling::Rule& rule : checked.rules.rules)
    if (rule.hp == hp && !scaling::match(*rule.selector, path, tags).empty()) found.push_back(&rule);
  return found;
}

double at(const Exponents& exponents, std::string_view ratio) {
  const auto found = exponents.find(ratio);
  return found == exponents.end() ? 0 : found->second;
}

}  // namespace

std::vector<const scaling::Rule*> rules_on(const CheckedSpec& checked, const model::Tensor& tensor, sema::Hp hp) {
  return matching(checked, hp, tensor.path, tensor.tags);
}

std::vector<const scaling::Rule*> rules_on(const CheckedSpec& checked, const model::Multiplier& multiplier) {
  return matching(checked, sema::Hp::value, multiplier.path, multiplier.tags);
}

std::vector<const scaling::Rule*> naming(std::vector<const scaling::Rule*> rules, std::string_view ratio) {
  std::erase_if(rules, [&](const scaling::Rule* rule) {
    return std::none_of(rule->monomial.begin(), rule->monomial.end(),
                        [&](const scaling::RatioPower& power) { return power.ratio == ratio; });
  });
  return rules;
}

Exponents exponents_of(const std::vector<const scaling::Rule*>& rules) {
  Exponents sum;
  for (const scaling::Rule* rule : rules)
    if (!rule->power && !rule->complement)
      for (const scaling::RatioPower& power : rule->monomial) sum[power.ratio] += power.exponent;
  std::erase_if(sum, [](const auto& entry) { return std::abs(entry.second) < kZero; });
  return sum;
}

double growth(const CheckedSpec& checked, const model::Tensor& tensor, sema::Hp hp, std::string_view axis) {
  const Exponents exponents = exponents_of(rules_on(checked, tensor, hp));
  double sum = at(exponents, axis);
  if (tensor.contracted) sum += at(exponents, "in") * tensor.dims[*tensor.contracted].degree(axis);
  if (!tensor.dims.empty())
    sum += at(exponents, "out") * tensor.dims[tensor.output.value_or(tensor.dims.size() - 1)].degree(axis);
  return sum;
}

double growth(const CheckedSpec& checked, const model::Multiplier& multiplier, std::string_view axis) {
  const Exponents exponents = exponents_of(rules_on(checked, multiplier));
  const double fan_in = multiplier.contraction ? multiplier.contraction->degree(axis) : 0;
  return at(exponents, axis) + at(exponents, "in") * fan_in;
}

bool is_of_shape(std::string_view ratio) {
  constexpr std::string_view kOthers[] = {"depth", "batch", "duration", "context", "params"};
  return std::find(std::begin(kOthers), std::end(kOthers), ratio) == std::end(kOthers);
}

bool has_shape(const Exponents& exponents) {
  return std::any_of(exponents.begin(), exponents.end(), [](const auto& entry) { return is_of_shape(entry.first); });
}

bool follows_shapes(const CheckedSpec& checked) {
  const auto& tensors = checked.model.tensors;
  const auto& multipliers = checked.model.multipliers;
  const auto tensor_does = [&](const model::Tensor& tensor) {
    return has_shape(exponents_of(rules_on(checked, tensor, sema::Hp::lr)));
  };
  const auto multiplier_does = [&](const model::Multiplier& multiplier) {
    return !multiplier.tags.contains("attention") && has_shape(exponents_of(rules_on(checked, multiplier)));
  };
  return std::any_of(tensors.begin(), tensors.end(), tensor_does) ||
         std::any_of(multipliers.begin(), multipliers.end(), multiplier_does);
}

bool is_law(const CheckedSpec& checked) {
  const auto& tensors = checked.model.tensors;
  return std::any_of(tensors.begin(), tensors.end(), [&](const model::Tensor& tensor) {
    return exponents_of(rules_on(checked, tensor, sema::Hp::lr)).contains("params");
  });
}

bool steps_by_lr(const CheckedSpec& checked, const model::Tensor& tensor) {
  const auto& updater = plan::updater(*plan::find_optimizer(checked.spec.training.optimizer), tensor.tags);
  return updater.name == "adamw" || updater.name == "lion";
}

bool grows(const CheckedSpec& checked, double ratio) {
  return ratio >= checked.text.thresholds.least_growth;
}

bool changes(const CheckedSpec& checked, double ratio) {
  return grows(checked, ratio) || grows(checked, 1 / ratio);
}

const ScaleValues* farthest(const CheckedSpec& checked, std::string_view axis) {
  const ScaleValues* found = nullptr;
  double largest = 1;
  for (const ScaleValues& scale : checked.targets()) {
    const double ratio = ratio_of(scale, axis);
    if (ratio > largest && grows(checked, ratio)) largest = ratio, found = &scale;
  }
  return found;
}

Span rules_span(const CheckedSpec& checked, const std::vector<const scaling::Rule*>& rules) {
  const auto own = std::find_if(rules.begin(), rules.end(), [](const auto* rule) { return rule->span.file == 0; });
  return own == rules.end() ? checked.spec.parameterization->span : (*own)->span;
}

bool speaks_of(const CheckedSpec& checked, std::string_view ratio) {
  const auto in_rule = [&](const scaling::Rule& rule) {
    return std::any_of(rule.monomial.begin(), rule.monomial.end(),
                       [&](const scaling::RatioPower& power) { return power.ratio == ratio; });
  };
  const std::string name = std::string(scaling::kRatioMark) + std::string(ratio);
  const auto in_assert = [&](const scaling::Policy& policy) {
    const auto& names = policy.assertion.names;
    return std::any_of(names.begin(), names.end(), [&](const auto& named) {
      const auto* quantity = sema::as<sema::Quantity>(named.second);
      if (quantity == nullptr) return false;
      const auto axes = quantity->value.axes();
      return std::find(axes.begin(), axes.end(), name) != axes.end();
    });
  };
  return std::any_of(checked.rules.rules.begin(), checked.rules.rules.end(), in_rule) ||
         std::any_of(checked.rules.policies.begin(), checked.rules.policies.end(), in_assert);
}

}  // namespace cdp::lint
