// The work of one step before the optimizer's: tokens to the device, forward, loss, backward, in micro-batches; and the
// same without gradients for evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/data/corpus.h"
#include "runtime/data/loader.h"
#include "runtime/graph/model.h"
#include "runtime/torch_compat.h"

namespace cdp::runtime {

/// Inputs and targets, both (batch, time) int64.
struct Batch {
  torch::Tensor inputs;
  torch::Tensor targets;
};

/// The batch of a step (from 0), on the CPU; in pinned memory where the device is a CUDA one.
[[nodiscard]] Batch training_batch(const Loader& loader, std::int64_t step, std::int64_t batch, std::int64_t context,
                                   torch::Device device);

/// Mean cross entropy in nats a token, in fp32: logits (batch, time, vocab), targets (batch, time).
[[nodiscard]] torch::Tensor next_token_loss(const torch::Tensor& logits, const torch::Tensor& targets);

/// Adds the gradient of the batch's mean loss to the parameters' and gives that loss: a double scalar on the device, so
/// that nothing waits for it here. The micro-batch changes the result by rounding only.
[[nodiscard]] torch::Tensor accumulate_gradients(const Model& model, const Batch& batch, std::int64_t micro_batch,
                                                 torch::Device device);

/// Mean loss over the windows that begin at `windows`, `chunk` windows at a time.
[[nodiscard]] double evaluate(const Model& model, const Corpus& corpus, const std::vector<std::int64_t>& windows,
                              std::int64_t context, std::int64_t chunk, torch::Device device);

}  // namespace cdp::runtime
