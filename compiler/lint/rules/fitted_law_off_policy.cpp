// fitted-law-off-policy: learning rates follow a law in the number of parameters where the law does not hold: the batch
// is free, shapes have rules of their own, or the model is far from its anchor. What a law itself asserts and requires
// is the compiler's.
#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

/// By which refits of such exponents differ: 0.28 to 0.44 for the duration's (arXiv:2409.19913 and later).
constexpr double kUncertainty = 0.1;

/// A tensor whose lr follows its shape as well: the law's sizes had that already in their number of parameters.
void report_mixture(const Subject& subject, Findings& findings) {
  for (const model::Tensor& tensor : subject.model.tensors) {
    const auto rules = rules_on(subject, tensor, sema::Hp::lr);
    const Exponents exponents = exponents_of(rules);
    const auto own = std::find_if(exponents.begin(), exponents.end(),
                                  [](const auto& entry) { return entry.first == "depth" || is_of_shape(entry.first); });
    if (!exponents.contains("params") || own == exponents.end()) continue;
    findings.report(
        rules_span(subject, naming(rules, own->first)),
        fmt::format("lr of `{}` follows its own shape as well, which counts the model's size twice; keep one "
                    "of the two",
                    tensor.path));
    return;
  }
}

std::string batch_text(const Place& place, double ratio) {
  return fmt::format(
      "nothing says how the batch goes with it, and at `{}` the batch is {}; assert what the law was fitted with, as "
      "`m_B == 1`",
      place.name(), times(ratio));
}

std::string distance_text(const Place& place, double before, double after) {
  const double ratio = after / before;
  return fmt::format(
      "`{}` has {} the parameters of its anchor ({} -> {}), where an error of {} in the exponent is {} in lr; anchor "
      "it "
      "nearer",
      place.name(), times(ratio), with_suffix(before), with_suffix(after), short_number(kUncertainty),
      times(std::pow(ratio, kUncertainty)));
}

}  // namespace

void fitted_law_off_policy(const Subject& subject, Findings& findings) {
  if (!is_law(subject)) return;
  report_mixture(subject, findings);
  const double before = subject.reference().scaled.parameters.non_embedding;
  Folded batches, distances;
  const auto batch_ratio = [](const Place& place) {
    return place.scaled.target.batch_tokens() / place.scaled.reference.batch_tokens();
  };
  for (const Place& place : subject.targets()) {
    const double batch = batch_ratio(place);
    if (changes(subject, batch) && !speaks_of(subject, "batch")) batches.add(place, std::max(batch, 1 / batch));
    const double distance = place.scaled.parameters.non_embedding / before;
    if (distance > subject.text.thresholds.law_params_ratio) distances.add(place, distance);
  }
  if (const Place* place = batches.worst())
    findings.report(axis_span(subject, *place, "batch"), batch_text(*place, batch_ratio(*place)))
        .append(batches.others());
  if (const Place* place = distances.worst())
    findings.report(place->settings.span, distance_text(*place, before, place->scaled.parameters.non_embedding))
        .append(distances.others());
}

}  // namespace cdp::lint::rules
