// See plausible.h.
#include "compiler/lint/plausible.h"

#include <algorithm>
#include <cmath>

namespace cdp::lint {

namespace {

/// Where tuned peaks lie, with room to either side. Where steps move every number by about lr, numbers that start
/// larger bear a larger one. At `most` a value is out of range: such numbers are slips, SGD's 0.1 under AdamW.
struct Range {
  plan::OptimizerKind optimizer;
  double least;
  double most;
};
constexpr Range kRanges[] = {
    {plan::OptimizerKind::adamw, 1e-8, 0.05},  // arXiv:2309.14322 sweeps 1e-4 to 1e-1; fine-tuning goes to 1e-6
    {plan::OptimizerKind::lion, 1e-9, 0.01},   // arXiv:2302.06675: 3 to 10 times below AdamW's
    {plan::OptimizerKind::muon, 1e-6, 1},      // Keller Jordan, 2024: 0.02 to 0.05; steps have a spectral norm of 1
    {plan::OptimizerKind::sgd, 1e-6,
     100},  // 0.1 (arXiv:1512.03385), times the width for inputs (arXiv:2203.03466, Table 3)
};

Excess excess_of(double least, double most, double lr) {
  if (lr >= most) return {most, lr / most};
  if (lr < least) return {least, least / lr};
  return {};
}

}  // namespace

Excess lr_excess(const CheckedSpec& checked, const model::Tensor& tensor, const scaling::Instance& instance) {
  const double lr = value_of(instance, sema::Hp::lr).value_or(0);
  const plan::OptimizerRow& updater = updater_of(checked, tensor);
  for (const Range& range : kRanges) {
    if (range.optimizer != updater.optimizer || lr <= 0) continue;
    const double size = plan::is_lr_sized(updater) ? initial_size(tensor, instance) : 0;
    return excess_of(range.least, std::max(range.most, size), lr);
  }
  return {};
}

bool has_large_lr(const CheckedSpec& checked, const scaling::Instance& instance) {
  if (!value_of(instance, sema::Hp::lr)) return false;
  const Span line = setting_span(instance, sema::Hp::lr);
  const auto& tensors = checked.reference().tensors;
  return std::any_of(tensors.begin(), tensors.end(), [&](const TensorAt& at) {
    const auto lr = value_of(at.first, sema::Hp::lr);
    if (!lr || !(setting_span(at.first, sema::Hp::lr) == line)) return false;
    const Excess excess = lr_excess(checked, at.tensor, at.first);
    return excess.factor > 0 && *lr >= excess.bound;
  });
}

std::vector<Cause> implausible_decays(const CheckedSpec& checked) {
  const bool coupled = decay_is_coupled(checked);
  Causes causes;
  visit_values(checked, sema::Hp::weight_decay, [&](const ValueAt& found) {
    const double step = decay_step(checked, found.instance);
    if (step < checked.text.thresholds.decay_step || (coupled && has_large_lr(checked, found.instance))) return;
    causes.add(found, step);
  });
  return causes.all();
}

bool decays_by_slip(const CheckedSpec& checked, const scaling::Instance& instance) {
  return has_large_lr(checked, instance) || decay_step(checked, instance) >= checked.text.thresholds.decay_step;
}

double rounding_loss(const CheckedSpec& checked, const ValueAt& lr) {
  const plan::StepSize size = updater_of(checked, lr.tensor).step;
  if (size == plan::StepSize::kGradient || lr.value <= 0) return 0;
  double step = lr.value;
  if (size == plan::StepSize::kOrthogonal) {  // the numbers of an orthogonal matrix are 1 / sqrt(the larger side)
    double side = 1;
    for (const sema::Sym& dim : lr.tensor.dims) side = std::max(side, at_target(lr.scale, dim));
    step /= std::sqrt(side);
  }
  return initial_size(lr.tensor, lr.instance) * std::exp2(-checked.text.thresholds.weight_bits) / step;
}

}  // namespace cdp::lint
