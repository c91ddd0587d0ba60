// See facts.h.
#include "compiler/analysis/facts.h"

#include "compiler/base/check.h"
#include "compiler/model/tags.h"

namespace cdp::analysis {

namespace {

/// Of an element of a list.
template <class List, class Element>
std::size_t index_in(const List& list, const Element& element) {
  const auto index = static_cast<std::size_t>(&element - std::data(list));
  CHECK(index < std::size(list));
  return index;
}

const Acting& acting_on(const Facts& facts, const model::Tensor& tensor, sema::Hp hp) {
  return facts.effects.tensors[index_in(facts.model.tensors, tensor)][static_cast<std::size_t>(hp)];
}

const Acting& acting_on(const Facts& facts, const model::Multiplier& multiplier) {
  return facts.effects.multipliers[index_in(facts.model.multipliers, multiplier)];
}

double at(const Exponents& exponents, std::string_view ratio) {
  const auto found = exponents.find(ratio);
  return found == exponents.end() ? 0 : found->second;
}

/// Of how many numbers a tensor has.
double size_degree(const model::Tensor& tensor, std::string_view axis) {
  double sum = 0;
  for (const sema::Sym& dim : tensor.dims) sum += dim.degree(axis);
  return sum;
}

/// The "out" of a ratio (scaling/ratios.h): of a vector how many numbers it has.
double fan_out(const model::Tensor& tensor, std::string_view axis) {
  return tensor.output ? tensor.dims[*tensor.output].degree(axis) : size_degree(tensor, axis);
}

/// Of the trained numbers outside of embeddings, as the largest tensor has it.
double params_degree(const model::Model& model, std::string_view axis) {
  double most = 0;
  for (const model::Tensor& tensor : model.tensors) {
    if (model::is_embedding(model, tensor)) continue;
    double sum = size_degree(tensor, axis);
    for (const std::size_t stack : tensor.stacks) sum += model.stacks[stack].count.degree(axis);
    most = std::max(most, sum);
  }
  return most;
}

}  // namespace

Facts::Facts(const Compilation& compilation)
    : Compilation(compilation),
      flow(flow_of(model)),
      effects(effects_of(rules, model)),
      vocabulary(vocabulary_of(model)),
      arguments(model_arguments(compilation)),
      parts(parts_of(compilation)),
      acting(acting_lines(compilation)),
      indices(indices_of(compilation, parts)),
      decayed_norms(decayed(compilation, "norm")),
      decayed_biases(decayed(compilation, "bias")) {
  for (const ScaleValues& scale : scales) dimensions.push_back(dimensions_of(*this, scale));
}

const Rules& rules_on(const Facts& facts, const model::Tensor& tensor, sema::Hp hp) {
  return acting_on(facts, tensor, hp).rules;
}

const Rules& rules_on(const Facts& facts, const model::Multiplier& multiplier) {
  return acting_on(facts, multiplier).rules;
}

const Exponents& exponents_on(const Facts& facts, const model::Tensor& tensor, sema::Hp hp) {
  return acting_on(facts, tensor, hp).exponents;
}

const Exponents& exponents_on(const Facts& facts, const model::Multiplier& multiplier) {
  return acting_on(facts, multiplier).exponents;
}

double growth(const Facts& facts, const model::Tensor& tensor, sema::Hp hp, std::string_view axis) {
  const Exponents& exponents = exponents_on(facts, tensor, hp);
  double sum = at(exponents, axis);
  if (tensor.contracted) sum += at(exponents, "in") * tensor.dims[*tensor.contracted].degree(axis);
  sum += at(exponents, "out") * fan_out(tensor, axis);
  if (const double params = at(exponents, "params"); params != 0) sum += params * params_degree(facts.model, axis);
  return sum;
}

double growth(const Facts& facts, const model::Multiplier& multiplier, std::string_view axis) {
  const Exponents& exponents = exponents_on(facts, multiplier);
  const double fan_in = multiplier.contraction ? multiplier.contraction->degree(axis) : 0;
  const double params = at(exponents, "params");
  return at(exponents, axis) + at(exponents, "in") * fan_in +
         (params == 0 ? 0 : params * params_degree(facts.model, axis));
}

bool speaks_of(const Facts& facts, std::string_view ratio) {
  return facts.effects.ratios.contains(ratio);
}

const std::vector<Dimension>& dimensions_at(const Facts& facts, const ScaleValues& scale) {
  return facts.dimensions[index_in(facts.scales, scale)];
}

}  // namespace cdp::analysis
