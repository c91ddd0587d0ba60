// post-norm-scaled-branches: rules make branches smaller with depth where a norm on the stream follows each of them.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The exponent of depth in what multiplies a branch.
double exponent_of(const CheckedSpec& checked, const Branch& branch) {
  double sum = 0;
  for (const Factor& factor : branch.factors)
    sum += factor.exponent * growth(checked, checked.model.multipliers[factor.multiplier], "depth");
  return sum;
}

/// `order = "post"` of the model's call; null where the order is a module's of the user's.
const syntax::Argument* order_argument(const CheckedSpec& checked) {
  const auto* call = std::get_if<syntax::Call>(&checked.spec.model->node);
  if (call == nullptr) return nullptr;
  for (const syntax::Argument& argument : call->arguments)
    if (argument.name && argument.name->text == "order") return &argument;
  return nullptr;
}

}  // namespace

void post_norm_scaled_branches(const CheckedSpec& checked, Findings& findings) {
  constexpr double kNone = -0.01;
  const ScaleValues* scale = farthest(checked, "depth");
  if (scale == nullptr) return;
  for (const Branch& branch : checked.flow.normed_branches) {
    const double exponent = exponent_of(checked, branch);
    if (exponent > kNone) continue;
    const syntax::Argument* order = order_argument(checked);
    const Span span = order != nullptr        ? join(order->name->span, order->value->span)
                      : branch.span.file == 0 ? branch.span
                                              : rules_span(checked);
    findings.report(span, checked.model.stacks[branch.stacks.back()].path,
                    times(std::pow(ratio_of(*scale, "depth"), exponent)), scale->name());
    return;
  }
}

}  // namespace cdp::lint::rules
