// See take_step.h. Gradients are step.h's, the update optimizer.h's.
#include "runtime/train/take_step.h"

#include <fmt/format.h>

#include "runtime/train/memory.h"
#include "runtime/train/schedule.h"
#include "runtime/train/step.h"

namespace cdp::runtime {
namespace {

constexpr const char* kForSteps = "a step's activations; a smaller --micro-batch needs less, as does a smaller plan";

std::string batch_words(const plan::Training& training) {
  return training.context
             ? fmt::format("a step's batch of {} sequences of {} tokens", training.batch, *training.context)
             : fmt::format("a step's batch of {} samples", training.batch);
}

/// What the gradient is multiplied by so that its norm is at most `most`; undefined: nothing. On the norm's device.
torch::Tensor clip_scale(std::optional<double> most, const torch::Tensor& norm) {
  if (!most) return {};
  return at::clamp_max(*most / norm, 1);
}

}  // namespace

Batch batch_of(const Trainee& trainee, std::int64_t step) {
  return with_memory_for(batch_words(trainee.training), [&] { return trainee.task.batch(step); });
}

StepTaken take_step(const Trainee& trainee, const Batch& batch, std::int64_t step, Norm norm) {
  const plan::Training& training = trainee.training;
  StepTaken taken;
  taken.loss = with_memory_for(kForSteps, [&] {
    return accumulate_gradients(trainee.model, batch, trainee.task.loss(), trainee.micro_batch, trainee.device,
                                trainee.noise);
  });
  if (trainee.noise != nullptr) taken.noise = trainee.noise->end_step();
  taken.lr_factor = schedule_factor(training.schedule, training.steps, step);
  const bool needs_norm = training.grad_clip.has_value() || norm == Norm::kAlways;
  taken.grad_norm = needs_norm ? trainee.optimizer.gradient_norm() : torch::zeros({}, torch::kDouble);
  trainee.optimizer.step(taken.lr_factor, clip_scale(training.grad_clip, taken.grad_norm));
  trainee.optimizer.forget_gradients();
  return taken;
}

Evaluation evaluate(const Trainee& trainee) {
  return with_memory_for(kForSteps, [&] { return trainee.task.evaluate(trainee.model, trainee.micro_batch); });
}

}  // namespace cdp::runtime
