// language.md, "Tags".
#include "compiler/model/tags.h"

#include <algorithm>

#include "compiler/model/roles.h"

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

void role_tags(Tensor& tensor, const MatrixFlow& flow) {
  if (!tensor.contracted) {
    tensor.tags.insert(std::any_of(tensor.dims.begin(), tensor.dims.end(), grows) ? "vector" : "finite");
  } else if (tensor.roles.contains(Role::kTable) || tensor.roles.contains(Role::kOffset) || flow.contracts_input) {
    tensor.tags.insert("input");
  } else if (flow.contracted_again) {
    tensor.tags.insert("hidden");
  } else {
    tensor.tags.insert("output");
    if (flow.scaled_by_logits) tensor.tags.insert("readout");
  }
}

}  // namespace

std::span<const TagRow> tag_table() {
  return kTags;
}

void derive_tags(Model& model) {
  const std::vector<MatrixFlow> flows = matrix_flows(model);
  for (std::size_t i = 0; i < model.tensors.size(); ++i) {
    Tensor& tensor = model.tensors[i];
    role_tags(tensor, flows[i]);
    if (tensor.roles.contains(Role::kNormGain) || tensor.roles.contains(Role::kNormOffset)) tensor.tags.insert("norm");
    if (tensor.roles.contains(Role::kOffset) && !tensor.contracted) tensor.tags.insert("bias");
    if (tensor.roles.contains(Role::kTable) && tensor.roles.contains(Role::kMatrix)) tensor.tags.insert("tied");
    tensor.tags.insert(in_deep_stack(model, tensor.stacks) ? "block" : "trunk");
  }
  for (Multiplier& multiplier : model.multipliers)
    multiplier.tags.insert(in_deep_stack(model, multiplier.stacks) ? "block" : "trunk");
}

bool makes_logits(const Tensor& tensor) {
  return tensor.tags.contains("trunk") && (tensor.tags.contains("output") || tensor.tags.contains("tied")) &&
         tensor.roles.contains(Role::kMatrix);
}

bool is_embedding(const Model& model, const Tensor& tensor) {
  return tensor.roles.contains(Role::kTable) || (model.reads_tokens() && makes_logits(tensor));
}

}  // namespace cdp::model
