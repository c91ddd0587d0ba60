// One pass over the layers; ratios are scaling's.
#include "compiler/analysis/scale_values.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace cdp::analysis {
namespace {

/// Each part of the model with its first instance; a stack has a layer at least.
template <class At, class ModelPart>
std::vector<At> firsts_of(const std::vector<scaling::Instance>& instances, const std::vector<ModelPart>& parts) {
  std::vector<const scaling::Instance*> first(parts.size(), nullptr);
  for (const scaling::Instance& instance : instances)
    if (first[instance.part] == nullptr) first[instance.part] = &instance;
  std::vector<At> found;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    CHECK(first[part] != nullptr);
    found.push_back({parts[part], *first[part]});
  }
  return found;
}

}  // namespace

ScaleValues::ScaleValues(const scaling::Scaled& scaled_values, const sema::ScaleSettings& written,
                         const model::Model& model)
    : scaled(scaled_values),
      settings(written),
      tensors(firsts_of<TensorAt>(scaled_values.tensors, model.tensors)),
      multipliers(firsts_of<MultiplierAt>(scaled_values.multipliers, model.multipliers)),
      ratios(model, scaled_values.reference, scaled_values.target) {}

bool has_tag(const model::Tensor& tensor, std::string_view tag) {
  return std::any_of(tensor.tags.begin(), tensor.tags.end(), [&](const std::string& own) { return own == tag; });
}

std::optional<double> value_of(const scaling::Instance& instance, sema::Hp hp) {
  const auto& setting = instance.settings->at(hp);
  return setting ? std::optional(setting->value) : std::nullopt;
}

double ratio_of(const ScaleValues& scale, std::string_view axis) {
  const auto at = scale.scaled.target.axes.find(axis);
  const auto before = scale.scaled.reference.axes.find(axis);
  if (at == scale.scaled.target.axes.end() || before == scale.scaled.reference.axes.end()) return 1;
  return static_cast<double>(scaling::quotient(at->second, before->second));
}

double at_reference(const ScaleValues& scale, const sema::Sym& size) {
  return size.at(scale.scaled.reference.values());
}

double at_target(const ScaleValues& scale, const sema::Sym& size) {
  return size.at(scale.scaled.target.values());
}

double ratio_of(const ScaleValues& scale, const sema::Sym& size) {
  return static_cast<double>(scaling::quotient(at_target(scale, size), at_reference(scale, size)));
}

std::optional<double> tokens_per_parameter(const ScaleValues& scale) {
  const double parameters = scale.scaled.parameters.non_embedding;
  return parameters > 0 ? std::optional(scale.scaled.target.at("duration") / parameters) : std::nullopt;
}

}  // namespace cdp::analysis
