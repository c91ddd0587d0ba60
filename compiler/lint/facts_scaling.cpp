// See facts_scaling.h.
#include "compiler/lint/facts_scaling.h"

#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"

namespace cdp::lint {

double at_reference(const Place& place, const sema::Sym& size) {
  return size.at(place.scaled.reference.values());
}

double at_target(const Place& place, const sema::Sym& size) {
  return size.at(place.scaled.target.values());
}

double ratio_of(const Place& place, const sema::Sym& size) {
  return at_target(place, size) / at_reference(place, size);
}

std::optional<double> ratio_of(const Subject& subject, const Place& place, std::size_t multiplier) {
  const auto value = [&](const Place& at) {
    const auto& all = at.scaled.multipliers;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& instance) { return instance.part == multiplier; });
    return found == all.end() ? 0 : value_of(*found, sema::Hp::value).value_or(0);
  };
  const double before = value(subject.reference());
  if (before == 0) return {};
  return value(place) / before;
}

double learning_growth(const Subject& subject, const Flow& flow, std::size_t tensor, std::string_view axis) {
  double sum = growth(subject, subject.model.tensors[tensor], sema::Hp::lr, axis);
  for (const Factor& factor : flow.factors_of(tensor))
    sum += factor.exponent * growth(subject, subject.model.multipliers[factor.multiplier], axis);
  return sum;
}

bool learning_follows_shape(const Subject& subject, const Flow& flow, std::size_t tensor) {
  if (has_shape(exponents_of(rules_on(subject, subject.model.tensors[tensor], sema::Hp::lr)))) return true;
  const auto factors = flow.factors_of(tensor);
  return std::any_of(factors.begin(), factors.end(), [&](const Factor& factor) {
    return has_shape(exponents_of(rules_on(subject, subject.model.multipliers[factor.multiplier])));
  });
}

Hidden hidden_matrices(const Subject& subject, const Flow& flow) {
  Hidden found;
  for (std::size_t i = 0; i < subject.model.tensors.size(); ++i) {
    const model::Tensor& tensor = subject.model.tensors[i];
    if (!has_tag(tensor, "hidden") || !steps_by_lr(subject, tensor)) continue;
    found.names.push_back(tensor.path);
    if (learning_follows_shape(subject, flow, i)) ++found.scaled;
  }
  return found;
}

bool is_readout(const model::Tensor& tensor) {
  return tensor.roles.contains(model::Role::kMatrix) && has_tag(tensor, "output") && has_tag(tensor, "trunk") &&
         !has_tag(tensor, "tied");
}

void report_beyond(const Subject& subject, Findings& findings, std::string_view axis, double most) {
  Folded beyond;
  for (const Place& place : subject.targets())
    if (const double ratio = ratio_of(place, axis); ratio > most) beyond.add(place, ratio);
  const Place* place = beyond.worst();
  if (place == nullptr) return;
  const double before = place->scaled.reference.at(axis);
  findings
      .report(axis_span(subject, *place, axis), place->name(), change(before, place->scaled.target.at(axis)),
              times(ratio_of(*place, axis)), times(most))
      .append(beyond.others());
}

std::string times(double factor) {
  return "x" + short_number(factor);
}

}  // namespace cdp::lint
