// The loop of loop.h, to be read from top to bottom. What happens inside a step is step.h's, the update optimizer.h's.
#include "runtime/train/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/train/interrupt.h"
#include "runtime/train/schedule.h"
#include "runtime/train/step.h"

namespace cdp::runtime {
namespace {

/// Lines of training in metrics.jsonl, about.
constexpr std::int64_t kLoggedSteps = 2000;
/// On a CUDA device losses are fetched together: each fetch waits for the device.
constexpr std::size_t kPendingOnCuda = 16;

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool finite(const Model& model) {
  return std::all_of(model.parameters().begin(), model.parameters().end(), [](const Parameter& parameter) {
    return at::isfinite(parameter.master.detach()).all().item<bool>();
  });
}

/// What the gradient is multiplied by so that its norm is at most `most`; undefined: nothing. On the norm's device.
torch::Tensor clip_scale(std::optional<double> most, const torch::Tensor& norm) {
  if (!most) return {};
  return at::clamp_max(*most / norm, 1);
}

}  // namespace

Loop::Loop(LoopParts parts)
    : at_(std::move(parts)),
      training_(at_.inputs.plan.plan.training),
      step_(at_.checkpoint.step),
      saved_step_(step_),
      best_(at_.best) {}

Result<TrainEnd> Loop::run() {
  const Interrupt interrupt;
  start_ = mark_ = saved_at_ = Clock::now();
  while (step_ < at_.inputs.last_step) {
    advance();
    if (fault_.step == 0) {
      if (const Status done = after_step(); !done) return done.error();
    }
    if (fault_.step != 0) return diverged();
    if (Interrupt::requested() && step_ < at_.inputs.last_step) return interrupted();
  }
  return finish();
}

/// One step: gradients, their norm, the update. Nothing waits for the device: what is not finite shows when losses are
/// read, and then the run ends with the last good checkpoint.
void Loop::advance() {
  const torch::Tensor loss =
      accumulate_gradients(at_.model, at_.task.batch(step_), at_.task.loss(), at_.micro_batch, at_.device);
  const double factor = schedule_factor(training_.schedule, training_.steps, step_);
  const bool needs_norm = training_.grad_clip.has_value() || logged(step_ + 1);
  const torch::Tensor norm = needs_norm ? at_.optimizer.gradient_norm() : torch::zeros({}, torch::kDouble);
  at_.optimizer.step(factor, clip_scale(training_.grad_clip, norm));
  at_.optimizer.zero_gradients();
  ++step_;
  pending_.push_back({step_, factor, norm, loss});
}

/// Fetches and records the losses of the steps since the last time; stops at one that is not finite.
Status Loop::read_losses() {
  if (pending_.empty()) return Done{};
  const auto count = static_cast<double>(pending_.size());
  std::vector<double> losses, norms;
  for (const Pending& step : pending_) losses.push_back(step.loss.item<double>());
  for (const Pending& step : pending_) norms.push_back(step.grad_norm.item<double>());
  const double rate = count * static_cast<double>(at_.task.items_per_step()) / std::max(since(mark_), 1e-9);
  rate_ = rate_ == 0 ? rate : 0.9 * rate_ + 0.1 * rate;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!std::isfinite(losses[i]) || !std::isfinite(norms[i])) {
      fault_ = {pending_[i].step, std::isfinite(losses[i]) ? "the gradient" : "the loss"};
      break;
    }
    if (const Status done = record(pending_[i], losses[i], norms[i], rate); !done) return done;
  }
  pending_.clear();
  mark_ = Clock::now();
  return Done{};
}

Status Loop::record(const Pending& step, double loss, double grad_norm, double items_per_second) {
  if (at_.progress.due(here()) || step.step == at_.inputs.last_step) {
    at_.progress.show({step.step, loss, step.lr_factor, rate_, seconds_left(step.step)}, here());
  }
  if (!logged(step.step)) return Done{};
  return at_.metrics.write(
      TrainLine{step.step, items_at(step.step), loss, step.lr_factor, grad_norm, items_per_second, seconds()});
}

/// Losses, evaluation and checkpoint, where they fall due. Whatever is found to be not finite ends up in fault_.
Status Loop::after_step() {
  if (reads_now()) {
    if (const Status done = read_losses(); !done) return done;
  }
  if (fault_.step == 0 && evaluates(step_)) {
    if (const Status done = evaluate_now(); !done) return done;
  }
  if (fault_.step == 0 && (saves(step_) || is_best())) {
    if (const Status done = save(); !done) return done;
  }
  return Done{};
}

Status Loop::evaluate_now() {
  const Clock::time_point begin = Clock::now();
  evaluation_ = at_.task.evaluate(at_.model, at_.micro_batch);
  at_.progress.say(fmt::format("step {}: {}", step_, at_.task.text(evaluation_)));
  mark_ = Clock::now();
  evaluation_seconds_ = since(begin);
  evaluated_step_ = step_;
  if (!std::isfinite(evaluation_.loss)) {
    fault_ = {step_, "the held-out loss"};
    return Done{};
  }
  if (!best_ || evaluation_.loss < best_->loss) best_ = Best{step_, evaluation_.loss, false};
  return at_.metrics.write(EvalLine{step_, items_at(step_), evaluation_.loss, evaluation_.score});
}

/// Never replaces a good checkpoint with one that is not finite. The record is brought up to the step first: what a
/// resumed run keeps of it ends there.
Status Loop::save() {
  if (const Status done = read_losses(); !done) return done;
  if (fault_.step == 0 && !finite(at_.model)) fault_ = {step_, "a parameter"};
  if (fault_.step != 0) return Done{};
  at_.checkpoint.step = step_;
  at_.checkpoint.held_out_loss.reset();
  if (evaluated_step_ == step_) at_.checkpoint.held_out_loss = evaluation_.loss;
  const Status saved = save_checkpoint(at_.inputs.folder.checkpoint(), at_.checkpoint, at_.model, at_.optimizer);
  if (!saved) {
    const std::string left = saved_step_ == 0 ? "; no checkpoint had been saved yet"
                                              : fmt::format("; the checkpoint of step {} is intact", saved_step_);
    return Error{saved.error().message + left, saved.error().place};
  }
  saved_step_ = step_;
  if (is_best()) {
    if (const Status kept = at_.inputs.folder.keep_best(); !kept) return kept;
    best_->kept = true;
  }
  saved_at_ = mark_ = Clock::now();
  return Done{};
}

Result<TrainEnd> Loop::finish() {
  const bool evaluated = evaluates(step_);
  if (!evaluated) {
    if (const Status done = evaluate_now(); !done) return done.error();
  }
  // A checkpoint of this step that was saved before its evaluation does not have its loss.
  if (fault_.step == 0 && (saved_step_ != step_ || !evaluated)) {
    if (const Status done = save(); !done) return done.error();
  }
  if (fault_.step != 0) return diverged();
  at_.progress.finish();
  const bool whole = step_ == training_.steps;
  const Status written = at_.metrics.write(EndLine{step_, whole ? "finished" : "stopped", seconds()});
  if (!written) return written.error();
  return TrainEnd{};
}

Result<TrainEnd> Loop::interrupted() {
  at_.progress.finish();
  if (const Status done = save(); !done) return done.error();
  if (fault_.step != 0) return diverged();
  if (const Status done = at_.metrics.write(EndLine{step_, "stopped", seconds()}); !done) return done.error();
  return TrainEnd{Outcome::kInterrupted, fmt::format("stopped and saved at step {} of {}; go on with\n  {}", step_,
                                                     training_.steps, resume_command(at_.options))};
}

Result<TrainEnd> Loop::diverged() {
  if (const Status done = read_losses(); !done) return done.error();  // of the steps before, for the record
  at_.progress.finish();
  if (const Status done = at_.metrics.write(EndLine{fault_.step - 1, "nan", seconds()}); !done) return done.error();
  const std::string left = saved_step_ == 0
                               ? "no checkpoint had been saved yet"
                               : fmt::format("{} holds step {}", at_.inputs.folder.checkpoint(), saved_step_);
  const char* const clip = training_.grad_clip ? "a smaller grad_clip" : "a grad_clip";
  const char* const precision = at_.checkpoint.dtype == "bf16" ? ", or --precision fp32" : "";
  return TrainEnd{Outcome::kDiverged,
                  fmt::format("{} became NaN or infinite in step {} of {}; {}; try a lower lr, a longer warmup, {}{}",
                              fault_.what, fault_.step, training_.steps, left, clip, precision)};
}

RunResult Loop::result() const {
  const double epochs = static_cast<double>(items_at(step_)) / static_cast<double>(at_.task.items_per_epoch());
  return {evaluation_, step_, best_.value_or(Best{step_, evaluation_.loss, false}), epochs};
}

bool Loop::logged(std::int64_t step) const {
  const std::int64_t every = std::max<std::int64_t>(1, training_.steps / kLoggedSteps);
  return step == 1 || step % every == 0 || step == training_.steps;
}

bool Loop::evaluates(std::int64_t step) const {
  return step % at_.inputs.eval_every == 0;
}

bool Loop::saves(std::int64_t step) const {
  const SaveEvery& every = at_.options.save_every;
  return every.steps ? step % *every.steps == 0 : since(saved_at_) >= every.minutes * 60;
}

bool Loop::reads_now() const {
  return at_.device.is_cpu() || pending_.size() >= kPendingOnCuda || at_.progress.due(here()) || evaluates(step_) ||
         saves(step_) || step_ == at_.inputs.last_step;
}

/// Steps at the present rate, and the evaluations between them at the length of the last.
double Loop::seconds_left(std::int64_t step) const {
  const std::int64_t last = at_.inputs.last_step;
  const std::int64_t evaluations = last / at_.inputs.eval_every - step / at_.inputs.eval_every;
  return static_cast<double>(items_at(last - step)) / rate_ + static_cast<double>(evaluations) * evaluation_seconds_;
}

std::int64_t Loop::items_at(std::int64_t step) const {
  return step * at_.task.items_per_step();
}
double Loop::here() const {
  return since(start_);
}
double Loop::seconds() const {
  return at_.metrics.seconds() + here();
}

}  // namespace cdp::runtime
