// readout-unscaled: width grows, and neither the readout's lr nor a multiplier on its result falls with it.
#include <cmath>

#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// muP has -1; -1/2 is what suffices where steps do not align with what they see (arXiv:2407.05872).
constexpr double kEnough = -0.5;

}  // namespace

void readout_unscaled(const CheckedSpec& checked, Findings& findings) {
  const ScaleValues* scale = farthest(checked, "width");
  if (scale == nullptr || !checked.effects.follows_shapes) return;
  for (std::size_t i = 0; i < checked.model.tensors.size(); ++i) {
    const model::Tensor& tensor = checked.model.tensors[i];
    if (!is_readout(tensor) || !steps_by_lr(checked, tensor)) continue;
    const double exponent = learning_growth(checked, i, "width");
    if (exponent <= kEnough) continue;
    const double width = ratio_of(*scale, tensor.dims[*tensor.contracted]);
    findings.report(rules_span(checked), tensor.path, times(width), scale->name(),
                    times(std::pow(width, 1 + exponent)));
    return;
  }
}

}  // namespace cdp::lint::rules
