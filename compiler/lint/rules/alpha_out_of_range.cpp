// alpha-out-of-range: the exponent of depth on residual branches is not in [1/2, 1], or lr in the blocks goes with
// another one. Read off the rules, whatever their parameters are called.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

constexpr double kSame = 0.01;

std::string power_of_depth(double exponent) {
  return exponent == 0 ? "1" : "m_L^" + short_number(exponent);
}

/// Reports the first hidden matrix of the branch's stack whose lr does not go with m_L^(alpha - 1).
bool report_lr(const CheckedSpec& checked, const Branch& branch, double alpha, Findings& findings) {
  for (const model::Tensor& tensor : checked.model.tensors) {
    if (!has_tag(tensor, "hidden") || tensor.stacks != branch.stacks) continue;
    const auto& rules = rules_on(checked, tensor, sema::Hp::lr);
    const double found = growth(checked, tensor, sema::Hp::lr, "depth");
    if (exponents_on(checked, tensor, sema::Hp::lr).contains("params") || std::abs(found - (alpha - 1)) <= kSame)
      continue;
    findings.report(rules_span(checked, naming(rules, "depth")), power_of_depth(-alpha),
                    fmt::format("and lr of `{}` by {}; with alpha = {} let it be m_L^(alpha - 1), that is {}",
                                tensor.path, power_of_depth(found), short_number(alpha), power_of_depth(alpha - 1)));
    return true;
  }
  return false;
}

}  // namespace

void alpha_out_of_range(const CheckedSpec& checked, Findings& findings) {
  if (farthest(checked, "depth") == nullptr || checked.spec.training.optimizer == plan::OptimizerKind::sgd) return;
  for (const Branch& branch : checked.flow.branches) {
    double alpha = 0;
    std::vector<const scaling::Rule*> rules;
    for (const Factor& factor : branch.factors) {
      const model::Multiplier& multiplier = checked.model.multipliers[factor.multiplier];
      alpha -= factor.exponent * growth(checked, multiplier, "depth");
      const auto& own = rules_on(checked, multiplier);
      rules.insert(rules.end(), own.begin(), own.end());
    }
    if (std::abs(alpha) <= kSame) continue;  // depth-without-residual-multipliers
    if (alpha >= 0.5 - kSame && alpha <= 1 + kSame) {
      if (report_lr(checked, branch, alpha, findings)) return;
      continue;
    }
    findings.report(rules_span(checked, naming(rules, "depth")), power_of_depth(-alpha),
                    "so that alpha is " + short_number(alpha) + "; keep it in [1/2, 1]");
    return;
  }
}

}  // namespace cdp::lint::rules
