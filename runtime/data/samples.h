// A table made ready for training: which rows are held out, features (and numbers to predict) standardised, and the
// order of the rows as a number, so that a run resumes from its step alone.
//
// One row in five is held out, at most 16,384, chosen by a permutation that depends on the number of rows alone: files
// are often sorted by their target. Features are standardised with mean and standard deviation of the training rows; a
// column that is constant there is only moved by its mean. In an epoch every training row comes once, in an order keyed
// by (seed, epoch).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runtime/data/table.h"

namespace cdp::runtime {

/// value -> (value - mean) / std
struct Scale {
  double mean = 0;
  double std = 1;
  [[nodiscard]] double operator()(double value) const { return (value - mean) / std; }
};

/// What knowing the training rows' targets alone gives on the held-out rows: for labels their frequencies (loss in nats
/// a sample) and the share that the most frequent one has; for numbers always saying the mean (loss in squared standard
/// deviations, the mean of all targets).
struct Baseline {
  double loss = 0;
  std::optional<double> majority;
};

class Samples {
 public:
  /// Fails where there are too few rows for both parts.
  static Result<Samples> make(Table table);

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] std::span<const std::int64_t> train_rows() const { return train_; }
  [[nodiscard]] std::span<const std::int64_t> held_out_rows() const { return held_out_; }
  [[nodiscard]] std::span<const Scale> feature_scales() const { return scales_; }
  /// Of the numbers to predict, a scale for each target; labels stay as they are, without any.
  [[nodiscard]] std::span<const Scale> target_scales() const { return target_scales_; }
  /// Mean squared distance of the held-out targets from their own mean, standardised, the mean of all targets: R2 is
  /// 1 - loss / this. Zero where they are all equal.
  [[nodiscard]] double held_out_variance() const;
  [[nodiscard]] Baseline baseline() const;

  /// The row of training sample n (from 0) under a seed.
  [[nodiscard]] std::int64_t row_of(std::int64_t sample, std::int64_t seed) const;
  /// A row's features (width), standardised.
  void read_features(std::int64_t row, std::span<float> out) const;
  [[nodiscard]] std::int64_t label(std::int64_t row) const;
  /// A number to predict, standardised; `output` counts the targets from 0.
  [[nodiscard]] float target(std::int64_t row, std::int64_t output) const;

 private:
  [[nodiscard]] Scale scale_over_training(std::span<const double> values, std::int64_t stride,
                                          std::int64_t offset) const;
  /// Mean squared distance of the held-out targets from what is always said of each.
  [[nodiscard]] double held_out_square(std::span<const double> from) const;

  Table table_;
  std::vector<std::int64_t> train_, held_out_;  // both ascending
  std::vector<Scale> scales_;
  std::vector<Scale> target_scales_;
};

}  // namespace cdp::runtime
