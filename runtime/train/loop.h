// The training loop: steps, record, evaluation, checkpoints, until the last step, Ctrl-C or a loss that is not finite.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "run/metrics.h"
#include "runtime/graph/model.h"
#include "runtime/optim/optimizer.h"
#include "runtime/train/best.h"
#include "runtime/train/checkpoint.h"
#include "runtime/train/inputs.h"
#include "runtime/train/noise_measure.h"
#include "runtime/train/progress.h"
#include "runtime/train/summary.h"
#include "runtime/train/take_step.h"
#include "runtime/train/task.h"
#include "runtime/train/train.h"

namespace cdp::runtime {

/// What the loop works on, all owned by train().
struct LoopParts {
  const run::TrainOptions& options;
  const TrainInputs& inputs;
  const Task& task;
  torch::Device device;
  std::int64_t micro_batch;
  CheckpointInfo checkpoint;  // of the step to begin at
  std::optional<Best> best;   // of the evaluations so far
  Model& model;
  Optimizer& optimizer;
  run::Metrics& metrics;
  Progress& progress;
  NoiseMeasure* noise;  // null: not asked for
};

class Loop {
 public:
  explicit Loop(LoopParts parts);
  Result<TrainEnd> run();
  /// Where a finished run stands.
  [[nodiscard]] RunResult result() const;

 private:
  using Clock = std::chrono::steady_clock;
  /// A step whose loss and norm are still on the device.
  struct Pending {
    std::int64_t step;
    StepTaken taken;
  };

  /// What is not finite, and since which step; step 0: nothing.
  struct Fault {
    std::int64_t step = 0;
    const char* what = "";
    bool of_initial_values = false;  // found before anything was updated
  };

  void advance();
  [[nodiscard]] bool is_best() const { return best_ && best_->step == step_; }
  void lose_data(const std::string& file, const char* what);
  Status read_losses();
  Status record(const Pending& step, double loss, double grad_norm, double items_per_second);
  Status evaluate_now();
  Status check_data();
  Status save();
  Status write_checkpoint();
  Status save_at_last();
  void go_on_after(const Error& error);
  Status after_step();
  Result<TrainEnd> finish();
  Result<TrainEnd> data_lost();
  Status end_record(run::EndReason reason, std::int64_t step);
  Result<TrainEnd> interrupted();
  Result<TrainEnd> diverged();
  [[nodiscard]] std::string advice() const;

  [[nodiscard]] bool logged(std::int64_t step) const;
  [[nodiscard]] bool evaluates(std::int64_t step) const;
  [[nodiscard]] bool saves(std::int64_t step) const;
  [[nodiscard]] bool reads_now() const;
  [[nodiscard]] std::int64_t items_at(std::int64_t step) const;
  [[nodiscard]] double seconds_left(std::int64_t step) const;
  [[nodiscard]] double here() const;     // seconds since run() began
  [[nodiscard]] double seconds() const;  // of training, those before a resume included

  LoopParts parts_;
  const plan::Training& training_;
  const Trainee trainee_;
  std::int64_t step_;        // finished steps
  std::int64_t saved_step_;  // of the checkpoint on disk; 0: none
  Fault fault_;
  std::optional<Error> lost_;  // data that are not those of the run any more
  FileWatch watch_;
  Evaluation evaluation_;
  std::int64_t evaluated_step_ = 0;
  std::optional<Best> best_;
  std::optional<std::optional<Best>> best_before_;  // while best_ is not yet saved
  std::optional<run::RecordMark> mark_before_;      // of an evaluation outside the rhythm: a resumed run has none there
  bool save_failed_ = false;                        // the last one
  double retry_after_ = 0;                          // seconds
  double evaluation_seconds_ = 0;
  double rate_ = 0;  // tokens or samples a second, smoothed
  std::vector<Pending> pending_;
  Clock::time_point start_;
  Clock::time_point mark_;  // since when pending steps run
  Clock::time_point saved_at_;
  Clock::time_point failed_at_;
};

}  // namespace cdp::runtime
