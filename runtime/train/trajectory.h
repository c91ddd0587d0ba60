// Beside training: a moving average of the weights, and what the loss change along it is made of (run/trajectory.h).
// It has a model of its own, in fp32, whose weights are the average; what is trained is only read, so that its bits
// are those of a run without this.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "run/trajectory.h"
#include "runtime/graph/model.h"
#include "runtime/torch_compat.h"
#include "runtime/train/batches.h"
#include "runtime/train/task.h"

namespace cdp::runtime {

/// The steps at which the average is looked at: as the squares of 0 to `intervals`, closer where the loss falls fast.
/// Fewer where there are too few steps.
[[nodiscard]] std::vector<std::int64_t> looked_at(std::int64_t steps, std::int64_t intervals);

inline constexpr std::int64_t kMostIntervals = 1000;

class TrajectoryMeasure {
 public:
  /// At the plan's initial values. The loss is that of the task on its held-out data, `rows` rows at once. Errors are
  /// those of the model.
  [[nodiscard]] static Result<TrajectoryMeasure> begin(const plan::Plan& plan, const Task& task, std::int64_t rows,
                                                       torch::Device device, std::int64_t intervals);

  /// After each step of training: what is trained, and how many steps are finished.
  void add(const std::vector<Parameter>& trained, std::int64_t step);

  /// After the last step; none where the average's loss or its gradient was not finite.
  [[nodiscard]] std::optional<run::Trajectory> result() const;

 private:
  using Tensors = std::vector<torch::Tensor>;  // one a parameter
  /// The average where it was looked at.
  struct Look {
    double loss = 0;
    Tensors weights, gradients;
  };

  TrajectoryMeasure(Model average, const plan::Training& training, const Task& task, std::int64_t rows,
                    torch::Device device, std::int64_t intervals);
  [[nodiscard]] Look look();
  /// Of the loss at the model's weights as they are, and that loss.
  double gradients_at_weights(Tensors& gradients);
  /// Along the straight line between two looks; the weights are those of `now` again.
  [[nodiscard]] Tensors mean_gradient(const Look& before, const Look& now, const Tensors& moved);
  void set_weights(const Tensors& from, const Tensors& moved, double share);
  void split(const Look& before, const Look& now);

  Model model_;
  Measure loss_;
  Batch batch_;
  std::int64_t rows_;
  torch::Device device_;
  double keep_;  // of the average, each step
  run::Trajectory found_;
  std::size_t next_ = 0;  // of the steps at which it is looked at
  Look before_;
  bool is_finite_ = true;
};

}  // namespace cdp::runtime
