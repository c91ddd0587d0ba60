// Where the batches of a measurement come from: the user's data, read as the trainer reads them, or synthetic ones.
#pragma once

#include <optional>

#include "compiler/base/result.h"
#include "run/options.h"
#include "runtime/measure/synthetic.h"
#include "runtime/train/inputs.h"
#include "runtime/train/task.h"

namespace cdp::runtime {

/// Reads the data that the options name and holds them against the plan, as `cdp train` does; none: synthetic data.
[[nodiscard]] Result<std::optional<Data>> read_measured_data(const run::MeasureOptions& options,
                                                             const plan::Plan& plan);

class MeasuredBatches {
 public:
  /// `data` may be null: synthetic; it must outlive this.
  MeasuredBatches(const Data* data, const plan::Training& training, std::int64_t outputs);

  /// Of a step, from 0.
  [[nodiscard]] Batch training(std::int64_t step) const;
  /// The batch that everything is measured on: as large as a step's where there are as many rows, and in no step.
  [[nodiscard]] torch::Tensor probe() const;

 private:
  plan::Training training_;
  std::optional<Task> task_;
  Synthetic synthetic_;
};

}  // namespace cdp::runtime
