// Squared norms of the gradients of micro-batches, read off as they arrive at the parameters, for the estimates of
// noise_scale.h. Nothing is copied, and the gradients that training sees are the same bits as without this.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/graph/model.h"
#include "runtime/torch_compat.h"
#include "runtime/train/noise_scale.h"

namespace cdp::runtime {

/// Of one step, still on the device: nothing waits for it.
struct StepNoise {
  torch::Tensor squares;    // (2, tensors) double: means over micro-batches, then of the whole batch
  double inverse_rows = 0;  // as in SquaredNorms
  double rows = 0;
};

/// One estimate a tensor; waits for the device.
[[nodiscard]] std::vector<NoiseEstimate> estimates_of(const StepNoise& step);

class GradientNoise {
 public:
  /// `parameters` stay where they are as long as this lives; it hangs hooks on them.
  explicit GradientNoise(std::vector<Parameter>& parameters);
  ~GradientNoise();
  GradientNoise(const GradientNoise&) = delete;
  GradientNoise& operator=(const GradientNoise&) = delete;

  /// Before the backward pass of a micro-batch of `rows` rows, whose loss is multiplied by its share of the batch's.
  void begin_part(std::int64_t rows, double share);
  /// After the last micro-batch of a step, while the parameters hold its gradient.
  [[nodiscard]] StepNoise end_step();

 private:
  void add(std::size_t parameter, const torch::Tensor& gradient);

  std::vector<Parameter>& parameters_;
  std::vector<unsigned> hooks_;
  std::vector<torch::Tensor> sums_;  // one a parameter, doubles without dimensions, on its device
  double share_ = 1;
  double inverse_rows_ = 0;
  double rows_ = 0;
  std::int64_t parts_ = 0;
};

}  // namespace cdp::runtime
