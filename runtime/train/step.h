// The work of one step before the optimizer's: a batch to the device, forward, loss, backward, in micro-batches; and
// the same without gradients for evaluation.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/graph/model.h"
#include "runtime/torch_compat.h"
#include "runtime/train/batches.h"
#include "runtime/train/gradient_noise.h"
#include "runtime/train/losses.h"

namespace cdp::runtime {

/// Adds the gradient of the batch's mean loss to the parameters' and gives that loss: a double scalar on the device, so
/// that nothing waits for it here. The micro-batch changes the result by rounding only: gradients of micro-batches are
/// added in fp32. `noise`, where there is one, is told of the micro-batches.
[[nodiscard]] torch::Tensor accumulate_gradients(Model& model, const Batch& batch, Measure loss,
                                                 std::int64_t micro_batch, torch::Device device,
                                                 GradientNoise* noise = nullptr);

/// Each measure's mean over the batch's rows, `chunk` rows at a time, without gradients.
[[nodiscard]] std::vector<double> mean_measures(const Model& model, const Batch& batch,
                                                std::span<const Measure> measures, std::int64_t chunk,
                                                torch::Device device);

}  // namespace cdp::runtime
