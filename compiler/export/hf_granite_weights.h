// The trained weights on their way into Hugging Face's file: found under the plan's names, written under Granite's, the
// bytes as they are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/export/export.h"
#include "compiler/export/hf_granite_topology.h"
#include "compiler/weights/weights.h"

namespace cdp::exporting {

/// What the file will hold, in its order.
struct GraniteWeights {
  weights::Weights weights;
  struct Copy {
    weights::Weights::Part from;
    weights::StoredTensor to;
  };
  std::vector<Copy> copies;
};

/// Every tensor of the plan must be there, with its shape and in floating point, and nothing else but an optimizer's
/// state; a checkpoint of cdp-run must have been trained with this model.
[[nodiscard]] Result<GraniteWeights> find_granite_weights(const std::string& path, const plan::Plan& plan,
                                                          const std::vector<NamedTensor>& tensors);

/// `model.safetensors`; streamed, so that no tensor is held.
[[nodiscard]] File granite_weights_file(std::shared_ptr<const GraniteWeights> weights);

/// `float32`, as torch calls the type of the weights; empty where they have several.
[[nodiscard]] std::string torch_dtype(const GraniteWeights& weights);

}  // namespace cdp::exporting
