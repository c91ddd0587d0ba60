// matrix-without-rule: what a matrix sums over grows, other matrices' values follow theirs, its own do not.
#include "compiler/lint/changes.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The target at which the matrix sums over most; null: at none over more than at the reference.
const ScaleValues* widest(const CheckedSpec& checked, const sema::Sym& fan_in) {
  const ScaleValues* found = nullptr;
  double most = 1;
  for (const ScaleValues& scale : checked.targets())
    if (const double ratio = ratio_of(scale, fan_in); ratio > most && grows(checked, ratio))
      most = ratio, found = &scale;
  return found;
}

/// Where steps are as large as lr it must follow; else it is enough that initial values do.
bool has_rule(const CheckedSpec& checked, std::size_t tensor) {
  if (learning_follows_shape(checked, tensor)) return true;
  const model::Tensor& t = checked.model.tensors[tensor];
  return !steps_by_lr(checked, t) && has_shape(exponents_on(checked, t, sema::Hp::init_std));
}

}  // namespace

void matrix_without_rule(const CheckedSpec& checked, Findings& findings) {
  if (!checked.effects.follows_shapes) return;
  if (checked.hidden.scaled == 0 && !checked.hidden.names.empty()) return;  // sp-does-not-transfer
  std::vector<std::string> names;
  const ScaleValues* scale = nullptr;
  const sema::Sym* fan_in = nullptr;
  for (std::size_t i = 0; i < checked.model.tensors.size(); ++i) {
    const model::Tensor& tensor = checked.model.tensors[i];
    const bool matrix = tensor.roles.contains(model::Role::kMatrix) && !has_tag(tensor, "tied") && !is_readout(tensor);
    if (!matrix || !tensor.contracted) continue;
    const sema::Sym& summed = tensor.dims[*tensor.contracted];
    const ScaleValues* at = widest(checked, summed);
    if (at == nullptr || has_rule(checked, i)) continue;
    names.push_back(tensor.path);
    if (scale == nullptr) scale = at, fan_in = &summed;
  }
  if (scale == nullptr) return;
  findings.report(rules_span(checked), named(names), times(ratio_of(*scale, *fan_in)), fan_in->text(), scale->name());
}

}  // namespace cdp::lint::rules
