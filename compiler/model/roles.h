// What the data flow says about a matrix: what it contracts, and what becomes of its result. Roles are read off this,
// never off the names of dimensions.
#pragma once

#include <vector>

#include "compiler/model/model.h"

namespace cdp::model {

/// Of a tensor that `linear` or `experts` contracts; of any other all is false.
struct MatrixFlow {
  bool contracts_input = false;   // it only ever contracts the task's own input: features, pixels
  bool contracted_again = false;  // a trained matrix or attention contracts its result, at any of its uses
  bool scaled_by_logits = false;  // a `@logits` multiplier scales its result
};

/// One for each tensor of a traced model.
[[nodiscard]] std::vector<MatrixFlow> matrix_flows(const Model& model);

/// Whether a dimension grows with the model: any axis but depth, batch, duration and context stands in it.
[[nodiscard]] bool grows(const Sym& dimension);

}  // namespace cdp::model
