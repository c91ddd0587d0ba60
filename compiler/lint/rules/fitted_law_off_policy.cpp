// fitted-law-off-policy: learning rates follow a law in the number of parameters where the law does not hold: the batch
// is free, shapes have rules of their own, or the model is far from its anchor. What a law itself asserts and requires
// is the compiler's.
#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// By which refits of such exponents differ: 0.28 to 0.44 for the duration's (arXiv:2409.19913 and later).
constexpr double kUncertainty = 0.1;

/// A tensor whose lr follows its shape as well: the law's sizes had that already in their number of parameters.
void report_mixture(const CheckedSpec& checked, Findings& findings) {
  for (const model::Tensor& tensor : checked.model.tensors) {
    const auto& rules = rules_on(checked, tensor, sema::Hp::lr);
    const Exponents& exponents = exponents_on(checked, tensor, sema::Hp::lr);
    const auto own = std::find_if(exponents.begin(), exponents.end(),
                                  [](const auto& entry) { return entry.first == "depth" || is_of_shape(entry.first); });
    if (!exponents.contains("params") || own == exponents.end()) continue;
    findings.report(
        rules_span(checked, naming(rules, own->first)),
        fmt::format("lr of `{}` follows its own shape as well, which counts the model's size twice; keep one "
                    "of the two",
                    tensor.path));
    return;
  }
}

std::string batch_text(const ScaleValues& scale, double ratio) {
  return fmt::format(
      "nothing says how the batch goes with it, and at `{}` the batch is {}; assert what the law was fitted with, as "
      "`m_B == 1`",
      scale.name(), times(ratio));
}

std::string distance_text(const ScaleValues& scale, double before, double after) {
  const auto ratio = static_cast<double>(scale.ratios.of("params"));
  return fmt::format(
      "`{}` has {} the parameters of its anchor ({} -> {}), where an error of {} in the exponent is {} in lr; anchor "
      "it "
      "nearer",
      scale.name(), times(ratio), with_suffix(before), with_suffix(after), short_number(kUncertainty),
      times(std::pow(ratio, kUncertainty)));
}

}  // namespace

void fitted_law_off_policy(const CheckedSpec& checked, Findings& findings) {
  if (!checked.effects.is_law) return;
  report_mixture(checked, findings);
  const double before = checked.reference().scaled.parameters.non_embedding;
  Folded batches, distances;
  const auto batch_ratio = [](const ScaleValues& scale) {
    return scale.scaled.target.batch_tokens() / scale.scaled.reference.batch_tokens();
  };
  for (const ScaleValues& scale : checked.targets()) {
    const double batch = batch_ratio(scale);
    if (changes(checked, batch) && !speaks_of(checked, "batch")) batches.add(scale, std::max(batch, 1 / batch));
    const auto distance = static_cast<double>(scale.ratios.of("params"));
    if (distance > checked.text.thresholds.law_params_ratio) distances.add(scale, distance);
  }
  if (const ScaleValues* scale = batches.worst())
    findings.report(axis_span(checked, *scale, "batch"), batch_text(*scale, batch_ratio(*scale)))
        .append(batches.others());
  if (const ScaleValues* scale = distances.worst())
    findings.report(scale->settings.span, distance_text(*scale, before, scale->scaled.parameters.non_embedding))
        .append(distances.others());
}

}  // namespace cdp::lint::rules
