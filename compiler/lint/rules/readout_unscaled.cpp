// readout-unscaled: width grows, and neither the readout's lr nor a multiplier on its result falls with it.
#include <cmath>

#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

/// muP has -1; -1/2 is what suffices where steps do not align with what they see (arXiv:2407.05872).
constexpr double kEnough = -0.5;

}  // namespace

void readout_unscaled(const Subject& subject, Findings& findings) {
  const Place* place = farthest(subject, "width");
  if (place == nullptr || !follows_shapes(subject)) return;
  const Flow flow(subject.model);
  for (std::size_t i = 0; i < subject.model.tensors.size(); ++i) {
    const model::Tensor& tensor = subject.model.tensors[i];
    if (!is_readout(tensor) || !steps_by_lr(subject, tensor)) continue;
    const double exponent = learning_growth(subject, flow, i, "width");
    if (exponent <= kEnough) continue;
    const double width = ratio_of(*place, tensor.dims[*tensor.contracted]);
    findings.report(rules_span(subject), tensor.path, times(width), place->name(),
                    times(std::pow(width, 1 + exponent)));
    return;
  }
}

}  // namespace cdp::lint::rules
