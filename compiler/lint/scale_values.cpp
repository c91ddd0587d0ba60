// One pass over the layers.
#include "compiler/lint/scale_values.h"

#include <algorithm>

namespace cdp::lint {
namespace {

std::vector<const scaling::Instance*> firsts_of(const std::vector<scaling::Instance>& instances) {
  std::vector<const scaling::Instance*> first;
  for (const scaling::Instance& instance : instances) {
    if (first.size() <= instance.part) first.resize(instance.part + 1, nullptr);
    if (first[instance.part] == nullptr) first[instance.part] = &instance;
  }
  return first;
}

}  // namespace

ScaleValues::ScaleValues(const scaling::Scaled& scaled_values, const sema::ScaleSettings& written)
    : scaled(scaled_values),
      settings(written),
      first_tensors(firsts_of(scaled_values.tensors)),
      first_multipliers(firsts_of(scaled_values.multipliers)) {}

}  // namespace cdp::lint
