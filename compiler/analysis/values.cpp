// See values.h.
#include "compiler/analysis/values.h"

#include "compiler/analysis/places.h"

namespace cdp::analysis {

void visit_values(const Compilation& compilation, sema::Hp hp, const std::function<void(const ValueAt&)>& visit) {
  const auto& tensors = compilation.model.tensors;
  for (const ScaleValues& scale : compilation.scales) {
    std::vector<const scaling::Setting*> last(tensors.size(), nullptr);
    for (const scaling::Instance& instance : scale.scaled.tensors) {
      const scaling::Setting* setting = instance.settings->at(hp).get();
      const bool seen = last[instance.part] == setting;
      last[instance.part] = setting;
      const auto value = seen ? std::nullopt : value_of(instance, hp);
      if (value) visit({scale, tensors[instance.part], instance, *value, setting_span(instance, hp)});
    }
  }
}

double initial_size(const model::Tensor& tensor, const scaling::Instance& instance) {
  if (const auto std = value_of(instance, sema::Hp::init_std)) return *std;
  return tensor.distribution == plan::Distribution::ones ? 1 : 0;
}

}  // namespace cdp::analysis
