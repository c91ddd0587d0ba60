// The loop of loop.h, to be read from top to bottom. What happens inside a step is take_step.h's.
#include "runtime/train/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "compiler/base/saturating.h"
#include "runtime/graph/cpu_path.h"
#include "runtime/train/interrupt.h"

namespace cdp::runtime {
namespace {

/// Lines of training in metrics.jsonl, about.
constexpr std::int64_t kLoggedSteps = 2000;
/// On a CUDA device losses are fetched together: each fetch waits for the device.
constexpr std::size_t kPendingOnCuda = 16;

/// A save that failed is tried again after so many seconds, twice as many each time.
constexpr double kFirstRetrySeconds = 10;
constexpr double kLastRetrySeconds = 600;
constexpr double kQuietSeconds = 60;  // between two lines about it
constexpr double kLastTrySeconds = 1;

constexpr const char* kShrank = "has become shorter, or cannot be read any more, while it was trained on";
constexpr const char* kChanged = "changed while it was trained on";

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool finite(const Model& model) {
  return std::all_of(model.parameters().begin(), model.parameters().end(), [](const Parameter& parameter) {
    return at::isfinite(parameter.master.detach()).all().item<bool>();
  });
}

}  // namespace

Loop::Loop(LoopParts parts)
    : parts_(std::move(parts)),
      training_(parts_.inputs.plan.plan.training),
      trainee_{training_,
               parts_.task,
               parts_.model,
               parts_.optimizer,
               parts_.micro_batch,
               parts_.device,
               parts_.noise == nullptr ? nullptr : &parts_.noise->gradients()},
      step_(parts_.checkpoint.step),
      saved_step_(step_),
      watch_(parts_.inputs.watch),
      best_(parts_.best) {}

Result<TrainEnd> Loop::run() {
  const Interrupt interrupt;
  start_ = mark_ = saved_at_ = Clock::now();
  while (step_ < parts_.inputs.last_step) {
    advance();
    if (fault_.step == 0 && !lost_) {
      if (const Status done = after_step(); !done) return done.error();
    }
    if (fault_.step != 0) return diverged();
    if (lost_) return data_lost();
    if (Interrupt::requested() && step_ < parts_.inputs.last_step) return interrupted();
  }
  return finish();
}

/// One step: gradients, their norm, the update. Nothing waits for the device: what is not finite shows when losses are
/// read, and then the run ends with the last good checkpoint. A batch of data that are lost is not trained on.
void Loop::advance() {
  if (best_before_) best_ = *std::exchange(best_before_, std::nullopt);  // it could not be saved, and is no more
  const Batch batch = batch_of(trainee_, step_);
  if (const std::string* const file = lost_file(parts_.inputs.data)) return lose_data(*file, kShrank);
  StepTaken taken = take_step(trainee_, batch, step_, logged(step_ + 1) ? Norm::kAlways : Norm::kForClipping);
  ++step_;
  pending_.push_back({step_, std::move(taken)});
}

/// Fetches and records the losses of the steps since the last time; stops at one that is not finite.
Status Loop::read_losses() {
  if (pending_.empty()) return Done{};
  const auto count = static_cast<double>(pending_.size());
  std::vector<double> losses, norms;
  for (const Pending& step : pending_) losses.push_back(step.taken.loss.item<double>());
  for (const Pending& step : pending_) norms.push_back(step.taken.grad_norm.item<double>());
  const double rate = count * static_cast<double>(parts_.task.items_per_step()) / std::max(since(mark_), 1e-9);
  rate_ = rate_ == 0 ? rate : 0.9 * rate_ + 0.1 * rate;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!std::isfinite(losses[i]) || !std::isfinite(norms[i])) {
      const std::int64_t step = pending_[i].step;
      fault_ = {step, std::isfinite(losses[i]) ? "the gradient" : "the loss", step == 1};
      break;
    }
    if (const Status done = record(pending_[i], losses[i], norms[i], rate); !done) return done;
  }
  pending_.clear();
  mark_ = Clock::now();
  return Done{};
}

Status Loop::record(const Pending& step, double loss, double grad_norm, double items_per_second) {
  const StepTaken& taken = step.taken;
  if (parts_.progress.due(here()) || step.step == parts_.inputs.last_step) {
    parts_.progress.show({step.step, loss, taken.lr_factor, rate_, seconds_left(step.step)}, here());
  }
  if (logged(step.step)) {
    const Status done = parts_.metrics.write(
        run::TrainLine{step.step, items_at(step.step), loss, taken.lr_factor, grad_norm, items_per_second, seconds()});
    if (!done) return done;
  }
  if (!taken.noise) return Done{};
  parts_.noise->add(*taken.noise);
  for (const run::NoiseLine& line : parts_.noise->lines(step.step))
    if (const Status done = parts_.metrics.write(line); !done) return done;
  return Done{};
}

/// Losses, evaluation and checkpoint, where they fall due. Whatever is found to be not finite ends up in fault_.
Status Loop::after_step() {
  if (reads_now()) {
    if (const Status done = read_losses(); !done) return done;
  }
  if (fault_.step == 0 && evaluates(step_)) {
    if (const Status done = evaluate_now(); !done) return done;
  }
  if (fault_.step == 0 && !lost_ && (saves(step_) || is_best())) {
    if (const Status saved = save(); !saved) go_on_after(saved.error());
  }
  return Done{};
}

void Loop::lose_data(const std::string& file, const char* what) {
  lost_ = Error{what, file};
}

/// A disk that is full now may have room later: said once a minute at most, and tried again ever more seldom.
void Loop::go_on_after(const Error& error) {
  if (!save_failed_ || since(failed_at_) >= kQuietSeconds) {
    parts_.progress.say(
        fmt::format("could not save at step {}: {}; the run goes on and tries again", step_, error.text()));
    failed_at_ = Clock::now();
  }
  save_failed_ = true;
  retry_after_ = std::clamp(2 * retry_after_, kFirstRetrySeconds, kLastRetrySeconds);
  saved_at_ = Clock::now();  // of the last try
}

Status Loop::evaluate_now() {
  const Clock::time_point begin = Clock::now();
  const Evaluation found = evaluate(trainee_);
  if (const std::string* const file = lost_file(parts_.inputs.data)) {
    lose_data(*file, kShrank);
    return Done{};
  }
  evaluation_ = found;
  parts_.progress.say(fmt::format("step {}: {}", step_, parts_.task.text(evaluation_)));
  mark_ = Clock::now();
  evaluation_seconds_ = since(begin);
  evaluated_step_ = step_;
  if (!std::isfinite(evaluation_.loss)) {
    fault_ = {step_, "the held-out loss"};
    return Done{};
  }
  if (!best_ || evaluation_.loss < best_->loss) {
    best_before_ = best_;
    best_ = Best{step_, evaluation_.loss, false};
  }
  return parts_.metrics.write(run::EvalLine{step_, items_at(step_), evaluation_.loss, evaluation_.score});
}

/// Whether the data are those that the run began with. Only mapped files can be read anew: text and tables are in
/// memory, and a file that was replaced stays open.
Status Loop::check_data() {
  while (const auto change = watch_.next_change()) {
    const bool is_read = change->kind == FileWatch::Change::Kind::kWritten;
    if (is_read && data_id(parts_.inputs.data) != parts_.checkpoint.data) {
      lose_data(change->path, kChanged);
      return Done{};
    }
    const auto* const text = std::get_if<TextData>(&parts_.inputs.data);
    if (is_read && text != nullptr && text->corpus.kind() == TokenKind::kIds) continue;  // written, but the same
    parts_.progress.say(
        fmt::format("{} changed on disk: this run goes on with what it has read, but --resume will need the "
                    "data as they were",
                    change->path));
  }
  return Done{};
}

/// Never replaces a good checkpoint with one that is not finite, or of other data. The record is brought up to the step
/// first: what a resumed run keeps of it ends there.
Status Loop::save() {
  if (const Status done = read_losses(); !done) return done;
  if (fault_.step == 0 && !finite(parts_.model)) fault_ = {step_, "a parameter"};
  if (!lost_) {
    if (const Status done = check_data(); !done) return done;
    if (lost_) return Done{};
  }
  return fault_.step == 0 ? write_checkpoint() : Done{};
}

Status Loop::write_checkpoint() {
  parts_.checkpoint.step = step_;
  Status saved = parts_.metrics.sync();
  parts_.checkpoint.record = mark_before_.value_or(parts_.metrics.mark());
  parts_.checkpoint.held_out_loss.reset();
  parts_.checkpoint.noise.reset();
  if (parts_.noise != nullptr) parts_.checkpoint.noise = parts_.noise->text();
  if (evaluated_step_ == step_) parts_.checkpoint.held_out_loss = evaluation_.loss;
  if (saved)
    saved = save_checkpoint(parts_.inputs.folder.checkpoint(), parts_.checkpoint, parts_.model, parts_.optimizer);
  if (!saved) {
    const std::string left = saved_step_ == 0 ? "; no checkpoint had been saved yet"
                                              : fmt::format("; the checkpoint of step {} is intact", saved_step_);
    return Error{saved.error().message + left, saved.error().place};
  }
  saved_step_ = step_;
  if (is_best()) {
    if (const Status kept = parts_.inputs.folder.keep_best(); !kept) return kept;
    best_->kept = true;
    best_before_.reset();
  }
  saved_at_ = mark_ = Clock::now();
  if (std::exchange(save_failed_, false)) parts_.progress.say(fmt::format("saved again at step {}", step_));
  retry_after_ = 0;
  return Done{};
}

/// The one at the end has no other after it: it is tried twice.
Status Loop::save_at_last() {
  const Status saved = save();
  if (saved) return saved;
  parts_.progress.say(fmt::format("could not save at step {}: {}; trying once more", step_, saved.error().text()));
  std::this_thread::sleep_for(std::chrono::duration<double>(kLastTrySeconds));
  return save();
}

Result<TrainEnd> Loop::finish() {
  const bool evaluated = evaluates(step_);
  if (!evaluated) {
    if (const Status done = read_losses(); !done) return done.error();
    mark_before_ = parts_.metrics.mark();
    if (const Status done = evaluate_now(); !done) return done.error();
  }
  if (lost_) return data_lost();
  // A checkpoint of this step that was saved before its evaluation does not have its loss.
  if (fault_.step == 0 && (saved_step_ != step_ || !evaluated)) {
    if (const Status done = save_at_last(); !done) return done.error();
  }
  if (fault_.step != 0) return diverged();
  if (lost_) return data_lost();
  parts_.progress.finish();
  const bool whole = step_ == training_.steps;
  if (const Status done = end_record(whole ? run::EndReason::kFinished : run::EndReason::kStopped, step_); !done)
    return done.error();
  return TrainEnd{};
}

Result<TrainEnd> Loop::interrupted() {
  parts_.progress.finish();
  if (const Status done = save_at_last(); !done) return done.error();
  if (fault_.step != 0) return diverged();
  if (lost_) return data_lost();
  if (const Status done = end_record(run::EndReason::kStopped, step_); !done) return done.error();
  return TrainEnd{Outcome::kInterrupted, fmt::format("stopped and saved at step {} of {}; go on with\n  {}", step_,
                                                     training_.steps, run::resume_command(parts_.options))};
}

/// What was computed before a file shrank is kept. After its content changed it may be of both: it is not.
Result<TrainEnd> Loop::data_lost() {
  parts_.progress.finish();
  if (lost_->message == kShrank && step_ > saved_step_) {
    if (const Status saved = save_at_last(); !saved)
      return Error{fmt::format("{}; {}", lost_->message, saved.error().text()), lost_->place};
    if (fault_.step != 0) return diverged();
  }
  if (const Status done = end_record(run::EndReason::kStopped, step_); !done) return done.error();
  const std::string left =
      saved_step_ == 0 ? "no checkpoint had been saved yet" : fmt::format("the checkpoint is of step {}", saved_step_);
  return Error{fmt::format("{}; {} of {}; put the file back as it was, and go on with\n  {}", lost_->message, left,
                           training_.steps, run::resume_command(parts_.options)),
               lost_->place};
}

Status Loop::end_record(run::EndReason reason, std::int64_t step) {
  if (const Status written = parts_.metrics.write(run::EndLine{step, reason, seconds()}); !written) return written;
  return parts_.metrics.sync();
}

Result<TrainEnd> Loop::diverged() {
  if (const Status done = read_losses(); !done) return done.error();  // of the steps before, for the record
  parts_.progress.finish();
  if (const Status done = end_record(run::EndReason::kNan, fault_.step - 1); !done) return done.error();
  const std::string left = saved_step_ == 0
                               ? "no checkpoint had been saved yet"
                               : fmt::format("{} holds step {}", parts_.inputs.folder.checkpoint(), saved_step_);
  return TrainEnd{
      Outcome::kDiverged,
      fmt::format("{} became NaN or infinite in step {} of {}; {}; {}{}", fault_.what, fault_.step, training_.steps,
                  left, advice(), parts_.checkpoint.dtype == plan::Precision::bf16 ? ", or --precision fp32" : "")};
}

std::string Loop::advice() const {
  if (fault_.of_initial_values)
    return "the model as it is initialised gives that, whatever the lr: try a smaller init_std or smaller multipliers "
           "(`cdp why` shows where they come from)";
  return fmt::format("try a lower lr, a longer warmup, {}",
                     training_.grad_clip ? "a smaller grad_clip" : "a grad_clip");
}

RunResult Loop::result() const {
  const double epochs = static_cast<double>(items_at(step_)) / static_cast<double>(parts_.task.items_per_epoch());
  return {evaluation_, step_, best_.value_or(Best{step_, evaluation_.loss, false}), epochs};
}

bool Loop::logged(std::int64_t step) const {
  const std::int64_t every = std::max<std::int64_t>(1, training_.steps / kLoggedSteps);
  return step == 1 || step % every == 0 || step == training_.steps;
}

bool Loop::evaluates(std::int64_t step) const {
  return step % parts_.inputs.eval_every == 0;
}

bool Loop::saves(std::int64_t step) const {
  const run::SaveEvery& every = parts_.options.save_every;
  if (every.steps && step % *every.steps == 0) return true;
  if (save_failed_) return since(saved_at_) >= retry_after_;
  return !every.steps && since(saved_at_) >= every.minutes * 60;
}

bool Loop::reads_now() const {
  return !goes_generic(parts_.device) || pending_.size() >= kPendingOnCuda || parts_.progress.due(here()) ||
         evaluates(step_) || saves(step_) || step_ == parts_.inputs.last_step;
}

/// Steps at the present rate, and the evaluations between them at the length of the last.
double Loop::seconds_left(std::int64_t step) const {
  const std::int64_t last = parts_.inputs.last_step;
  const std::int64_t evaluations = last / parts_.inputs.eval_every - step / parts_.inputs.eval_every;
  return static_cast<double>(items_at(last - step)) / rate_ + static_cast<double>(evaluations) * evaluation_seconds_;
}

std::int64_t Loop::items_at(std::int64_t step) const {
  return saturating_product(step, parts_.task.items_per_step());
}
double Loop::here() const {
  return since(start_);
}
double Loop::seconds() const {
  return parts_.metrics.seconds() + here();
}

}  // namespace cdp::runtime
