// What the loop trains: batches of the run's data, the task's loss, and how well the model does on what is held out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "run/task_words.h"
#include "runtime/graph/model.h"
#include "runtime/train/batches.h"
#include "runtime/train/losses.h"

namespace cdp::runtime {

/// On held-out data. The score is classify's accuracy or regress's R2, the share of the variance that is explained.
struct Evaluation {
  double loss = 0;
  std::optional<double> score;
};

/// The root of a mean squared error, in the target's own unit; of several targets in their standard deviations.
[[nodiscard]] std::string rmse_text(const Samples& samples, double loss);

class Task {
 public:
  /// Keeps a reference to the data.
  Task(const Data& data, const plan::Training& training, torch::Device device);

  [[nodiscard]] Batch batch(std::int64_t step) const;
  /// What evaluations read.
  [[nodiscard]] Batch held_out() const;
  [[nodiscard]] Measure loss() const { return loss_; }
  [[nodiscard]] Evaluation evaluate(const Model& model, std::int64_t micro_batch) const;
  /// Tokens or samples a step.
  [[nodiscard]] std::int64_t items_per_step() const;
  /// Tokens or samples after which all have been trained on once.
  [[nodiscard]] std::int64_t items_per_epoch() const;
  [[nodiscard]] const run::TaskWords& words() const { return words_; }
  /// `held-out loss 0.1234, accuracy 96.7%`
  [[nodiscard]] std::string text(const Evaluation& evaluation) const;

 private:
  const Data& data_;
  const run::TaskWords& words_;
  Measure loss_;
  torch::Device device_;
  std::variant<TextBatches, SampleBatches> batches_;
};

}  // namespace cdp::runtime
