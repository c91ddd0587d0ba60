// matrix-without-rule: what a matrix sums over grows, other matrices' values follow theirs, its own do not.
#include "compiler/lint/facts.h"
#include "compiler/lint/facts_scaling.h"

namespace cdp::lint::rules {

namespace {

/// The target at which the matrix sums over most; null: at none over more than at the reference.
const Place* widest(const Subject& subject, const sema::Sym& fan_in) {
  const Place* found = nullptr;
  double most = 1;
  for (const Place& place : subject.targets())
    if (const double ratio = ratio_of(place, fan_in); ratio > most && grows(subject, ratio))
      most = ratio, found = &place;
  return found;
}

/// Where steps are as large as lr it must follow; else it is enough that initial values do.
bool has_rule(const Subject& subject, const Flow& flow, std::size_t tensor) {
  if (learning_follows_shape(subject, flow, tensor)) return true;
  const model::Tensor& t = subject.model.tensors[tensor];
  return !steps_by_lr(subject, t) && has_shape(exponents_of(rules_on(subject, t, sema::Hp::init_std)));
}

}  // namespace

void matrix_without_rule(const Subject& subject, Findings& findings) {
  if (!follows_shapes(subject)) return;
  const Flow flow(subject.model);
  const Hidden hidden = hidden_matrices(subject, flow);
  if (hidden.scaled == 0 && !hidden.names.empty()) return;  // sp-does-not-transfer
  std::vector<std::string> names;
  const Place* place = nullptr;
  const sema::Sym* fan_in = nullptr;
  for (std::size_t i = 0; i < subject.model.tensors.size(); ++i) {
    const model::Tensor& tensor = subject.model.tensors[i];
    const bool matrix = tensor.roles.contains(model::Role::kMatrix) && !has_tag(tensor, "tied") && !is_readout(tensor);
    if (!matrix || !tensor.contracted) continue;
    const sema::Sym& summed = tensor.dims[*tensor.contracted];
    const Place* at = widest(subject, summed);
    if (at == nullptr || has_rule(subject, flow, i)) continue;
    names.push_back(tensor.path);
    if (place == nullptr) place = at, fan_in = &summed;
  }
  if (place == nullptr) return;
  findings.report(rules_span(subject), named(names), times(ratio_of(*place, *fan_in)), fan_in->text(), place->name());
}

}  // namespace cdp::lint::rules
