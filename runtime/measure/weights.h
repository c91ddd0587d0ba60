// The sizes of trained tensors, of their gradients and of what a step adds to them.
#pragma once

#include <vector>

#include "run/measured.h"
#include "runtime/graph/model.h"

namespace cdp::runtime {

class Weights {
 public:
  /// Of a model at initialisation.
  explicit Weights(const Model& model);

  /// Between the backward pass and the step: the gradients, and the weights before it.
  void before_step(const Model& model);
  /// After it: a line for each tensor, of scale, seed and step `at`.
  [[nodiscard]] std::vector<run::TensorLine> after_step(const Model& model, const run::TensorLine& at) const;

 private:
  std::vector<torch::Tensor> first_, before_;
  std::vector<double> gradients_;
};

}  // namespace cdp::runtime
