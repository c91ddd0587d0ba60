// tied-as-one-role: one matrix is embedding and readout, and the rules scale it as if it were one of the two.
#include <cmath>

#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Logits must fall by m_N^-1; -1/2 has its defenders (arXiv:2407.05872, no alignment).
constexpr double kReadout = -0.5;
/// The embedding must not; u-muP has -1/2.
constexpr double kEmbedding = -0.75;

}  // namespace

void tied_as_one_role(const CheckedSpec& checked, Findings& findings) {
  const ScaleValues* scale = farthest(checked, "width");
  if (scale == nullptr || !checked.effects.follows_shapes) return;
  for (std::size_t i = 0; i < checked.model.tensors.size(); ++i) {
    const model::Tensor& tensor = checked.model.tensors[i];
    if (!has_tag(tensor, "tied") || !steps_by_lr(checked, tensor)) continue;
    const double width = ratio_of(*scale, "width");
    const double logits = learning_growth(checked, i, "width");
    const double rows = growth(checked, tensor, sema::Hp::lr, "width");
    if (rows < kEmbedding) {
      findings.report(
          rules_span(checked, rules_on(checked, tensor, sema::Hp::lr)), tensor.path, "readout",
          fmt::format("as an embedding it learns {} as fast at `{}`", times(std::pow(width, rows)), scale->name()));
      return;
    }
    if (logits > kReadout) {
      findings.report(rules_span(checked), tensor.path, "embedding",
                      fmt::format("a step changes the logits {} as much at `{}`", times(std::pow(width, 1 + logits)),
                                  scale->name()));
      return;
    }
  }
}

}  // namespace cdp::lint::rules
