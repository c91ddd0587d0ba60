// language.md, "Tags".
#include "compiler/model/tags.h"

#include <algorithm>

namespace cdp::model {
namespace {

constexpr TagRow kTags[] = {
#define TAG(name, who, how) {#name, who, how},
#include "compiler/model/tags.def"
#undef TAG
};

bool in_deep_stack(const Model& model, const std::vector<std::size_t>& stacks) {
  return std::any_of(stacks.begin(), stacks.end(),
                     [&](std::size_t s) { return model.stacks[s].count.grows_with("depth"); });
}

void shape_tags(Tensor& tensor) {
  const auto grows = [&](std::size_t dim) { return tensor.dims[dim].grows_with("width"); };
  if (tensor.contracted && tensor.output) {
    const bool in = grows(*tensor.contracted);
    const bool out = grows(*tensor.output);
    tensor.tags.insert(in && out ? "hidden" : out ? "input" : in ? "output" : "finite");
    return;
  }
  const bool any =
      std::any_of(tensor.dims.begin(), tensor.dims.end(), [](const Sym& d) { return d.grows_with("width"); });
  tensor.tags.insert(any ? "vector" : "finite");
}

}  // namespace

std::span<const TagRow> tag_table() {
  return kTags;
}

void derive_tags(Model& model) {
  for (Tensor& tensor : model.tensors) {
    shape_tags(tensor);
    if (tensor.roles.contains(Role::kNormGain) || tensor.roles.contains(Role::kNormOffset)) tensor.tags.insert("norm");
    if (tensor.roles.contains(Role::kOffset) && !tensor.contracted) tensor.tags.insert("bias");
    if (tensor.roles.contains(Role::kTable) && tensor.roles.contains(Role::kMatrix)) tensor.tags.insert("tied");
    tensor.tags.insert(in_deep_stack(model, tensor.stacks) ? "block" : "trunk");
  }
  for (Multiplier& multiplier : model.multipliers)
    multiplier.tags.insert(in_deep_stack(model, multiplier.stacks) ? "block" : "trunk");
}

bool is_embedding(const Model& model, const Tensor& tensor) {
  if (tensor.roles.contains(Role::kTable)) return true;
  return model.reads_tokens() && tensor.tags.contains("output") && tensor.tags.contains("trunk") &&
         tensor.roles.contains(Role::kMatrix);
}

}  // namespace cdp::model
