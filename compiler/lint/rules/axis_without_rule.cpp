// axis-without-rule: an axis of the user's changes at a target, and no rule has its ratio, by name or as the fan-in or
// fan-out of what it scales. What only says how many heads there are, or how many numbers a matrix makes, needs no
// rule.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Whether some rule has a tensor's or multiplier's m_in or m_out that the axis is in.
bool in_a_shape(const CheckedSpec& checked, std::string_view axis) {
  const auto& tensors = checked.model.tensors;
  const auto& multipliers = checked.model.multipliers;
  const auto of_tensor = [&](const model::Tensor& tensor) {
    return std::any_of(std::begin(sema::kHyperparameters), std::end(sema::kHyperparameters), [&](const auto& row) {
      const Exponents& exponents = exponents_on(checked, tensor, row.hp);
      const bool in = exponents.contains("in") && tensor.contracted && tensor.dims[*tensor.contracted].grows_with(axis);
      const bool out = exponents.contains("out") && tensor.output && tensor.dims[*tensor.output].grows_with(axis);
      return in || out;
    });
  };
  const auto of_multiplier = [&](const model::Multiplier& multiplier) {
    return multiplier.contraction && multiplier.contraction->grows_with(axis) &&
           exponents_on(checked, multiplier).contains("in");
  };
  return std::any_of(tensors.begin(), tensors.end(), of_tensor) ||
         std::any_of(multipliers.begin(), multipliers.end(), of_multiplier);
}

/// Whether an axis is how many heads attention has, of queries or of keys and values.
bool counts_heads(const CheckedSpec& checked, std::string_view axis) {
  const auto& attentions = checked.flow.attentions;
  return std::any_of(attentions.begin(), attentions.end(), [&](const Attention& attention) {
    return (attention.heads && attention.heads->grows_with(axis)) ||
           (attention.kv_heads && attention.kv_heads->grows_with(axis));
  });
}

/// Whether an axis stands in tensors only where a matrix makes numbers: nothing sums over it, so that every step and
/// every initial value keeps its size.
bool only_made(const CheckedSpec& checked, std::string_view axis) {
  bool made = false;
  for (const model::Tensor& tensor : checked.model.tensors)
    for (std::size_t i = 0; i < tensor.dims.size(); ++i) {
      if (!tensor.dims[i].grows_with(axis)) continue;
      const bool output = tensor.roles.contains(model::Role::kMatrix) && tensor.output == i;
      if (!output && tensor.dims.size() > 1) return false;
      made = made || output;
    }
  const auto& stacks = checked.model.stacks;
  return made &&
         std::none_of(stacks.begin(), stacks.end(), [&](const auto& stack) { return stack.count.grows_with(axis); });
}

}  // namespace

void axis_without_rule(const CheckedSpec& checked, Findings& findings) {
  for (const auto& [axis, reference] : checked.reference().scaled.target.axes) {
    if (sema::is_builtin_axis(axis) || speaks_of(checked, axis) || in_a_shape(checked, axis)) continue;
    if (counts_heads(checked, axis) || only_made(checked, axis)) continue;
    Folded changed;
    for (const ScaleValues& scale : checked.targets()) {
      const double ratio = ratio_of(scale, axis);
      if (changes(checked, ratio)) changed.add(scale, std::max(ratio, 1 / ratio));
    }
    const ScaleValues* scale = changed.worst();
    if (scale == nullptr) continue;
    findings
        .report(axis_span(checked, *scale, axis), axis, change(reference, scale->scaled.target.at(axis)), scale->name(),
                axis)
        .append(changed.others());
  }
}

}  // namespace cdp::lint::rules
