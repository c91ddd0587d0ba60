// post-norm-scaled-branches: rules make branches smaller with depth where a norm on the stream follows each of them.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

/// The exponent of depth in what multiplies a branch.
double exponent_of(const Subject& subject, const Branch& branch) {
  double sum = 0;
  for (const Factor& factor : branch.factors)
    sum += factor.exponent * growth(subject, subject.model.multipliers[factor.multiplier], "depth");
  return sum;
}

/// `order = "post"` of the model's call; null where the order is a module's of the user's.
const syntax::Argument* order_argument(const Subject& subject) {
  const auto* call = std::get_if<syntax::Call>(&subject.spec.model->node);
  if (call == nullptr) return nullptr;
  for (const syntax::Argument& argument : call->arguments)
    if (argument.name && argument.name->text == "order") return &argument;
  return nullptr;
}

}  // namespace

void post_norm_scaled_branches(const Subject& subject, Findings& findings) {
  constexpr double kNone = -0.01;
  const Place* place = farthest(subject, "depth");
  if (place == nullptr) return;
  for (const Branch& branch : Flow(subject.model).normed_branches()) {
    const double exponent = exponent_of(subject, branch);
    if (exponent > kNone) continue;
    const syntax::Argument* order = order_argument(subject);
    const Span span = order != nullptr        ? join(order->name->span, order->value->span)
                      : branch.span.file == 0 ? branch.span
                                              : rules_span(subject);
    findings.report(span, subject.model.stacks[branch.stacks.back()].path,
                    times(std::pow(ratio_of(*place, "depth"), exponent)), place->name(),
                    order != nullptr ? "take `order = \"pre\"`" : "put the norms on what the branches read");
    return;
  }
}

}  // namespace cdp::lint::rules
