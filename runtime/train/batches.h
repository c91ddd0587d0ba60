// Batches of tensors from a run's data: those of the training steps in their order, and the one that evaluation reads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/base/saturating.h"
#include "compiler/plan/plan.h"
#include "runtime/data/loader.h"
#include "runtime/data/samples.h"
#include "runtime/torch_compat.h"
#include "runtime/train/inputs.h"

namespace cdp::runtime {

/// Rows of inputs and what the model should make of them, on the CPU; in pinned memory for a CUDA device.
struct Batch {
  torch::Tensor inputs;
  torch::Tensor targets;
};

/// Inputs and targets are both (batch, context) int64, targets one token later.
class TextBatches {
 public:
  /// Keeps a reference to the data.
  TextBatches(const TextData& data, const plan::Training& training, torch::Device device);

  /// Of a step, from 0.
  [[nodiscard]] Batch training(std::int64_t step) const;
  /// Windows of the held-out blocks, always the same.
  [[nodiscard]] Batch held_out() const;
  /// Tokens a step.
  [[nodiscard]] std::int64_t items_per_step() const { return saturating_product(batch_, data_.context); }
  [[nodiscard]] std::int64_t items_per_epoch() const { return data_.split.train_tokens(); }

 private:
  [[nodiscard]] Batch empty(std::int64_t rows) const;

  const TextData& data_;
  std::int64_t batch_;
  torch::Device device_;
  Loader loader_;
  std::vector<std::int64_t> windows_;
};

/// Inputs are (batch, features) fp32, targets (batch) int64 labels or (batch, outputs) fp32 numbers.
class SampleBatches {
 public:
  /// Keeps a reference to the data.
  SampleBatches(const Samples& samples, const plan::Training& training, torch::Device device);

  [[nodiscard]] Batch training(std::int64_t step) const;
  [[nodiscard]] Batch held_out() const;
  /// Samples a step.
  [[nodiscard]] std::int64_t items_per_step() const { return batch_; }
  [[nodiscard]] std::int64_t items_per_epoch() const { return static_cast<std::int64_t>(samples_.train_rows().size()); }

 private:
  [[nodiscard]] Batch of_rows(std::span<const std::int64_t> rows) const;

  const Samples& samples_;
  std::int64_t batch_;
  std::int64_t seed_;
  torch::Device device_;
};

}  // namespace cdp::runtime
