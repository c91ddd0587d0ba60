// See facts_scaling.h.
#include "compiler/lint/facts_scaling.h"

#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"

namespace cdp::lint {

double at_reference(const ScaleValues& scale, const sema::Sym& size) {
  return size.at(scale.scaled.reference.values());
}

double at_target(const ScaleValues& scale, const sema::Sym& size) {
  return size.at(scale.scaled.target.values());
}

double ratio_of(const ScaleValues& scale, const sema::Sym& size) {
  return at_target(scale, size) / at_reference(scale, size);
}

std::optional<double> ratio_of(const CheckedSpec& checked, const ScaleValues& scale, std::size_t multiplier) {
  const auto value = [&](const ScaleValues& at) {
    const auto& all = at.scaled.multipliers;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& instance) { return instance.part == multiplier; });
    return found == all.end() ? 0 : value_of(*found, sema::Hp::value).value_or(0);
  };
  const double before = value(checked.reference());
  if (before == 0) return {};
  return value(scale) / before;
}

double learning_growth(const CheckedSpec& checked, const Flow& flow, std::size_t tensor, std::string_view axis) {
  double sum = growth(checked, checked.model.tensors[tensor], sema::Hp::lr, axis);
  for (const Factor& factor : flow.factors_of(tensor))
    sum += factor.exponent * growth(checked, checked.model.multipliers[factor.multiplier], axis);
  return sum;
}

bool learning_follows_shape(const CheckedSpec& checked, const Flow& flow, std::size_t tensor) {
  if (has_shape(exponents_of(rules_on(checked, checked.model.tensors[tensor], sema::Hp::lr)))) return true;
  const auto factors = flow.factors_of(tensor);
  return std::any_of(factors.begin(), factors.end(), [&](const Factor& factor) {
    return has_shape(exponents_of(rules_on(checked, checked.model.multipliers[factor.multiplier])));
  });
}

Hidden hidden_matrices(const CheckedSpec& checked, const Flow& flow) {
  Hidden found;
  for (std::size_t i = 0; i < checked.model.tensors.size(); ++i) {
    const model::Tensor& tensor = checked.model.tensors[i];
    if (!has_tag(tensor, "hidden") || !steps_by_lr(checked, tensor)) continue;
    found.names.push_back(tensor.path);
    if (learning_follows_shape(checked, flow, i)) ++found.scaled;
  }
  return found;
}

bool is_readout(const model::Tensor& tensor) {
  return tensor.roles.contains(model::Role::kMatrix) && has_tag(tensor, "output") && has_tag(tensor, "trunk") &&
         !has_tag(tensor, "tied");
}

void report_beyond(const CheckedSpec& checked, Findings& findings, std::string_view axis, double most) {
  Folded beyond;
  for (const ScaleValues& scale : checked.targets())
    if (const double ratio = ratio_of(scale, axis); ratio > most) beyond.add(scale, ratio);
  const ScaleValues* scale = beyond.worst();
  if (scale == nullptr) return;
  const double before = scale->scaled.reference.at(axis);
  findings
      .report(axis_span(checked, *scale, axis), scale->name(), change(before, scale->scaled.target.at(axis)),
              times(ratio_of(*scale, axis)), times(most))
      .append(beyond.others());
}

std::string times(double factor) {
  return "x" + short_number(factor);
}

}  // namespace cdp::lint
