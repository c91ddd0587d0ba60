// What the loss of a run is made of (arXiv:2512.22768): the loss change along the moving average of its weights, to
// first order <G, dW>, tensor by tensor, and for each matrix the sums of the largest eigenvalues of (G^T dW + dW^T G)
// / 2. A worker measures it (runtime/train/trajectory.h), `cdp transfer --trajectory` reads it
// (study/transfer/trajectory.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::run {

/// Of a tensor, summed over the intervals of the run.
struct TensorSplit {
  std::string name;
  double change = 0;         // <G, dW>
  double size = 0;           // the sum of all eigenvalues without their signs: what rounding is measured by
  std::vector<double> tops;  // of the 1, 2, 4, ... eigenvalues that are largest without their sign; the last: of all
};

struct Trajectory {
  double window = 1;                // steps that the average reaches back over
  std::vector<std::int64_t> steps;  // where the average was looked at: 0 first, the plan's last step last
  std::vector<double> losses;       // of the average there, on the held-out data
  std::vector<double> changes;      // to first order, from each of these steps to the next: one fewer
  std::vector<TensorSplit> tensors;
};

/// Over all tensors: the whole, and the part of the 2^power largest eigenvalues of each matrix.
[[nodiscard]] double change_of(const Trajectory& trajectory);
[[nodiscard]] double top_of(const Trajectory& trajectory, std::size_t power);
/// The first power whose part is the whole.
[[nodiscard]] std::size_t powers_of(const Trajectory& trajectory);

/// How far the two sums that must agree are apart.
struct TrajectoryChecks {
  double eigenvalues = 0;  // |sum of eigenvalues - <G, dW>| over `size`, of the worst tensor
  double losses = 0;  // |changes - changes of the loss|, summed over the intervals, over the sum of |changes of the
                      // loss|; changes of all tensors that are not those of all intervals count too
  [[nodiscard]] bool passed() const { return eigenvalues <= kMostEigenvalues && losses <= kMostLosses; }

  static constexpr double kMostEigenvalues = 1e-6;
  static constexpr double kMostLosses = 0.05;
};
/// What is no number passes no check.
[[nodiscard]] TrajectoryChecks check(const Trajectory& trajectory);

/// One line of JSON without a line feed.
[[nodiscard]] std::string to_json(const Trajectory& trajectory);
/// Errors: it is not what to_json() writes.
[[nodiscard]] Result<Trajectory> read_trajectory(std::string_view text);

}  // namespace cdp::run
