// See facts_values.h.
#include "compiler/lint/facts_values.h"

#include <algorithm>
#include <cmath>

#include "compiler/lint/facts_scaling.h"

namespace cdp::lint {

void visit_values(const CheckedSpec& checked, sema::Hp hp, const std::function<void(const ValueAt&)>& visit) {
  for (const ScaleValues& scale : checked.scales) {
    std::vector<const scaling::Setting*> last(checked.model.tensors.size(), nullptr);
    for (const scaling::Instance& instance : scale.scaled.tensors) {
      const scaling::Setting* setting = instance.settings->at(hp).get();
      const bool seen = last[instance.part] == setting;
      last[instance.part] = setting;
      const auto value = seen ? std::nullopt : value_of(instance, hp);
      if (value) visit({scale, checked.model.tensors[instance.part], instance, *value, setting_span(instance, hp)});
    }
  }
}

double initial_size(const model::Tensor& tensor, const scaling::Instance& instance) {
  if (const auto std = value_of(instance, sema::Hp::init_std)) return *std;
  return tensor.distribution == "ones" ? 1 : 0;
}

namespace {

/// Where tuned peaks lie, with room to either side. Steps of adamw and lion move every number by about lr, so numbers
/// that start larger bear a larger one. At `most` a value is out of range: such numbers are slips, SGD's 0.1 under
/// AdamW.
struct Range {
  std::string_view optimizer;
  double least;
  double most;
  bool relative;  // `most` grows with the size of the numbers
};
constexpr Range kRanges[] = {
    {"adamw", 1e-8, 0.05, true},  // arXiv:2309.14322 sweeps 1e-4 to 1e-1; fine-tuning goes to 1e-6
    {"lion", 1e-9, 0.01, true},   // arXiv:2302.06675: 3 to 10 times below AdamW's
    {"muon", 1e-6, 1, false},     // Keller Jordan, 2024: 0.02 to 0.05; steps have a spectral norm of 1
    {"sgd", 1e-6, 100, false},    // 0.1 (arXiv:1512.03385), times the width for inputs (arXiv:2203.03466, Table 3)
};

Excess excess_of(const Range& range, double lr, double size) {
  const double most = range.relative ? std::max(range.most, size) : range.most;
  if (lr >= most) return {most, lr / most};
  if (lr < range.least) return {range.least, range.least / lr};
  return {};
}

}  // namespace

Excess lr_excess(const CheckedSpec& checked, const model::Tensor& tensor, const scaling::Instance& instance) {
  const double lr = value_of(instance, sema::Hp::lr).value_or(0);
  const std::string_view optimizer = updater_of(checked, tensor).name;
  for (const Range& range : kRanges)
    if (range.optimizer == optimizer && lr > 0) return excess_of(range, lr, initial_size(tensor, instance));
  return {};
}

bool has_large_lr(const CheckedSpec& checked, const scaling::Instance& instance) {
  if (!value_of(instance, sema::Hp::lr)) return false;
  const Span line = setting_span(instance, sema::Hp::lr);
  const auto tensors = tensors_at(checked, checked.reference());
  return std::any_of(tensors.begin(), tensors.end(), [&](const TensorAt& at) {
    const auto lr = value_of(at.first, sema::Hp::lr);
    if (!lr || !(setting_span(at.first, sema::Hp::lr) == line)) return false;
    const Excess excess = lr_excess(checked, at.tensor, at.first);
    return excess.factor > 0 && *lr >= excess.bound;
  });
}

bool decays_by_slip(const CheckedSpec& checked, const scaling::Instance& instance) {
  return has_large_lr(checked, instance) || decay_step(checked, instance) >= checked.text.thresholds.decay_step;
}

double rounding_loss(const CheckedSpec& checked, const ValueAt& lr) {
  const std::string_view optimizer = updater_of(checked, lr.tensor).name;
  if (optimizer == "sgd" || lr.value <= 0) return 0;  // sgd's step is as large as the gradient
  double step = lr.value;                             // of adamw and lion, which divide the gradient's size out
  if (optimizer == "muon") {                          // an orthogonal matrix: its numbers are 1 / sqrt(the larger side)
    double side = 1;
    for (const sema::Sym& dim : lr.tensor.dims) side = std::max(side, at_target(lr.scale, dim));
    step /= std::sqrt(side);
  }
  return initial_size(lr.tensor, lr.instance) * std::exp2(-checked.text.thresholds.weight_bits) / step;
}

std::string scale_text(const ScaleValues& scale) {
  return scale.scaled.target.name == "reference" ? "the reference" : "`" + scale.name() + "`";
}

void Causes::add(const ValueAt& found, double badness) {
  auto cause = std::find_if(causes_.begin(), causes_.end(), [&](const Cause& c) { return c.at == found.at; });
  if (cause == causes_.end())
    cause = causes_.insert(causes_.end(), Cause{found.at, 0, 0, nullptr, nullptr, nullptr, {}});
  // Of scales that are equally bad the first: rounding decides nothing.
  constexpr double kWorse = 1 + 1e-9;
  if (cause->scale == nullptr || badness > cause->badness * kWorse) {
    cause->badness = badness;
    cause->value = found.value;
    cause->scale = &found.scale;
    cause->tensor = &found.tensor;
    cause->instance = &found.instance;
  }
  auto& names = cause->names;
  if (std::find(names.begin(), names.end(), found.tensor.path) == names.end()) names.push_back(found.tensor.path);
}

bool set_by_base(const CheckedSpec& checked, const scaling::Instance& instance, sema::Hp hp) {
  const auto& base = checked.spec.base[static_cast<std::size_t>(hp)];
  return base && base->span == setting_span(instance, hp);
}

}  // namespace cdp::lint
