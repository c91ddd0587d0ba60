// See given.h.
#include "compiler/analysis/growth/given.h"

namespace cdp::analysis {

Given::Given(const Facts& facts, const Direction& direction)
    : facts_(&facts),
      direction_(direction),
      tensors_(facts.model.tensors.size()),
      multipliers_(facts.model.multipliers.size()) {}

double Given::degree(const sema::Sym& size) const {
  double sum = 0;
  for (const std::string& axis : direction_.axes) sum += size.degree(axis);
  return sum;
}

double Given::degree(const std::vector<sema::Sym>& shape) const {
  double sum = 0;
  for (const sema::Sym& size : shape) sum += degree(size);
  return sum;
}

double Given::fan_in(std::size_t tensor) const {
  const auto& dims = model().tensors[tensor].dims;
  return dims.size() < 2 ? 0 : degree(dims.back());
}

double Given::fan_out(std::size_t tensor) const {
  const auto& dims = model().tensors[tensor].dims;
  return dims.size() < 2 ? 0 : degree(dims[dims.size() - 2]);
}

double Given::of(std::size_t tensor, sema::Hp hp) const {
  double sum = tensors_[tensor][static_cast<std::size_t>(hp)];
  for (const std::string& axis : direction_.axes) sum += growth(*facts_, model().tensors[tensor], hp, axis);
  return sum;
}

Exponent Given::multiplier(std::size_t index) const {
  const auto value = value_of(facts_->reference().multipliers[index].first, sema::Hp::value);
  if (value.value_or(0) == 0) return kNothing;
  double sum = multipliers_[index];
  for (const std::string& axis : direction_.axes) sum += growth(*facts_, model().multipliers[index], axis);
  return {sum};
}

Exponent Given::init(std::size_t tensor) const {
  const model::Tensor& t = model().tensors[tensor];
  if (t.distribution == plan::Distribution::zeros) return kNothing;
  if (t.distribution == plan::Distribution::ones) return {0};
  const auto std = value_of(facts_->reference().tensors[tensor].first, sema::Hp::init_std);
  if (std.value_or(0) == 0) return kNothing;
  return {of(tensor, sema::Hp::init_std)};
}

}  // namespace cdp::analysis
