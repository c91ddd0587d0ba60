// One whole step of training: the gradient of a batch, its norm, clipping, the update. Where the batch comes from, and
// what becomes of loss and norm, is for whoever trains: the loop of `cdp train` (loop.h), a trial of a worker.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/plan/plan.h"
#include "runtime/graph/model.h"
#include "runtime/optim/optimizer.h"
#include "runtime/train/batches.h"
#include "runtime/train/gradient_noise.h"
#include "runtime/train/task.h"

namespace cdp::runtime {

/// What a step works on.
struct Trainee {
  const plan::Training& training;
  const Task& task;
  Model& model;
  Optimizer& optimizer;
  std::int64_t micro_batch;
  torch::Device device;
  GradientNoise* noise = nullptr;  // not null: the noise of the gradients is measured
};

/// Loss and norm are still on the device: nothing waits for it here.
struct StepTaken {
  double lr_factor = 0;
  torch::Tensor grad_norm;  // before clipping; 0 where neither clipping nor `norm` needs it
  torch::Tensor loss;       // of the batch, before the update
  std::optional<StepNoise> noise;
};

enum class Norm { kAlways, kForClipping };

/// The batch of a step (from 0); where memory ends, an OutOfMemory in the user's words, here as in take_step().
[[nodiscard]] Batch batch_of(const Trainee& trainee, std::int64_t step);

/// Step number `step` (from 0) on this batch. Equal plans, batches and micro-batches give equal bits on the same
/// machine.
[[nodiscard]] StepTaken take_step(const Trainee& trainee, const Batch& batch, std::int64_t step, Norm norm);

/// The task's evaluation of the model as it stands.
[[nodiscard]] Evaluation evaluate(const Trainee& trainee);

}  // namespace cdp::runtime
