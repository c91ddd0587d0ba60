// Backward through the data flow: how the gradients of values and tensors grow, and how far what changes in them
// reaches the model's output.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/analysis/growth/forward.h"

namespace cdp::analysis {

/// Of a value or a tensor.
struct Sensitivity {
  Exponent first = kNothing;    // an entry of the gradient, at initialisation
  Exponent aligned = kNothing;  // the same after alignment
  /// How a change of entry size 1 in all entries changes an entry of the model's output, after alignment.
  Exponent reach = kNothing;
};

/// Where an operation uses a trained tensor.
struct Use {
  const model::Node* node = nullptr;
  std::size_t tensor = 0;
  std::size_t value = 0;   // that the operation makes
  Exponent input;          // a step of entry size 1 changes an entry of that value by this
  bool is_matrix = false;  // as a matrix, so that a step of spectral norm 1 does so by spectral_input
  Exponent spectral_input;
  double slack = 0;  // of what it reads (FlowSizes)
  Sensitivity made;  // of what the tensor makes (inside of experts no value of the graph)
};

struct BackwardPass {
  std::vector<Sensitivity> values;   // by id
  std::vector<Sensitivity> tensors;  // their gradients; `reach` is unused
  std::vector<Use> uses;
};

/// `forward`: at initialisation; the loss's gradient at the output is 0 in every axis.
[[nodiscard]] BackwardPass backward_pass(const Given& given, const FlowGraph& graph, const ForwardPass& forward);

}  // namespace cdp::analysis
