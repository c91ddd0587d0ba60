// depth-without-residual-multipliers: a stack grows, and nothing makes what its layers add to the stream smaller.
#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// With lr * m_L^-1 instead of a multiplier the steps of all layers together stay as large as they were.
constexpr double kEnough = -0.25;

double layers(const CheckedSpec& checked, const Branch& branch, const scaling::Scale& scale) {
  double product = 1;
  for (const std::size_t stack : branch.stacks) product *= checked.model.stacks[stack].count.at(scale.values());
  return product;
}

/// The target at which a branch's stacks grow most; null: they do not, or hardly.
const ScaleValues* deepest(const CheckedSpec& checked, const Branch& branch) {
  const ScaleValues* found = nullptr;
  const double before = layers(checked, branch, checked.reference().scaled.target);
  double most = before;
  for (const ScaleValues& scale : checked.targets()) {
    const double count = layers(checked, branch, scale.scaled.target);
    if (count > most && grows(checked, count / before)) most = count, found = &scale;
  }
  return found;
}

/// Whether rules make the branch, or the steps of its last matrix, smaller with an axis.
bool is_scaled(const CheckedSpec& checked, const Branch& branch, std::string_view axis) {
  double exponent = 0;
  for (const Factor& factor : branch.factors)
    exponent += factor.exponent * growth(checked, checked.model.multipliers[factor.multiplier], axis);
  return exponent < 0 ||
         (branch.matrix && growth(checked, checked.model.tensors[*branch.matrix], sema::Hp::lr, axis) <= kEnough);
}

/// With any of the axes that say how many layers there are.
bool is_scaled(const CheckedSpec& checked, const Branch& branch) {
  return std::any_of(branch.stacks.begin(), branch.stacks.end(), [&](std::size_t stack) {
    const auto axes = checked.model.stacks[stack].count.axes();
    return std::any_of(axes.begin(), axes.end(),
                       [&](const std::string& axis) { return is_scaled(checked, branch, axis); });
  });
}

}  // namespace

void depth_without_residual_multipliers(const CheckedSpec& checked, Findings& findings) {
  if (checked.effects.is_law) return;
  for (const Branch& branch : checked.flow.branches) {
    const ScaleValues* scale = deepest(checked, branch);
    if (scale == nullptr || is_scaled(checked, branch)) continue;
    const double before = layers(checked, branch, scale->scaled.reference);
    const double after = layers(checked, branch, scale->scaled.target);
    const bool none = branch.factors.empty();
    const Span span = none && branch.span.file == 0 ? branch.span : rules_span(checked);
    findings.report(span, checked.model.stacks[branch.stacks.back()].path, change(before, after), scale->name(),
                    none ? "a branch has no multiplier" : "no rule scales the multipliers of its branches",
                    times(std::sqrt(after / before)), times(after / before),
                    none ? "add `mult: Multiplier @residual`, and rules that scale it"
                         : "take rules that scale `@residual` by `m_L^-alpha`, as `completep` does");
    return;
  }
}

}  // namespace cdp::lint::rules
