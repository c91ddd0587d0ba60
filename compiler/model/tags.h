// Tags, from symbolic shapes and from how forward uses a tensor. The table is tags.def.
#pragma once

#include <span>
#include <string_view>

#include "compiler/model/model.h"

namespace cdp::model {

struct TagRow {
  std::string_view name;
  std::string_view who;
  std::string_view how;
};
[[nodiscard]] std::span<const TagRow> tag_table();

/// Adds the derived tags to every tensor and multiplier of a traced model.
void derive_tags(Model& model);

/// Whether a matrix makes what the model gives out: outside of all stacks over depth, the embedding's own where it is
/// tied. Tags must be derived.
[[nodiscard]] bool makes_logits(const Tensor& tensor);

/// Whether the model reads the tensor as a table of rows, or makes logits of tokens with it: not counted as a
/// non-embedding parameter.
[[nodiscard]] bool is_embedding(const Model& model, const Tensor& tensor);

}  // namespace cdp::model
