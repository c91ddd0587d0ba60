// axis-without-rule: an axis of the user's changes at a target, and no rule has its ratio, by name or as the fan-in or
// fan-out of a tensor.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

/// Whether some rule has a tensor's m_in or m_out that the axis is in.
bool in_a_shape(const Subject& subject, std::string_view axis) {
  const auto& tensors = subject.model.tensors;
  return std::any_of(tensors.begin(), tensors.end(), [&](const model::Tensor& tensor) {
    return std::any_of(std::begin(sema::kHyperparameters), std::end(sema::kHyperparameters), [&](const auto& row) {
      const Exponents exponents = exponents_of(rules_on(subject, tensor, row.hp));
      const bool in = exponents.contains("in") && tensor.contracted && tensor.dims[*tensor.contracted].grows_with(axis);
      const bool out = exponents.contains("out") && tensor.output && tensor.dims[*tensor.output].grows_with(axis);
      return in || out;
    });
  });
}

}  // namespace

void axis_without_rule(const Subject& subject, Findings& findings) {
  for (const auto& [axis, reference] : subject.reference().scaled.target.axes) {
    if (sema::is_builtin_axis(axis) || speaks_of(subject, axis) || in_a_shape(subject, axis)) continue;
    for (const Place& place : subject.targets()) {
      if (ratio_of(place, axis) == 1) continue;
      findings.report(axis_span(subject, place, axis), axis, change(reference, place.scaled.target.at(axis)),
                      place.name(), axis);
    }
  }
}

}  // namespace cdp::lint::rules
