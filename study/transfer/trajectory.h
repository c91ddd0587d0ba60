// The mechanism of transfer (arXiv:2512.22768): the loss change along the averaged weights of runs at several scales
// and values, split into the part of the k largest eigenvalues of each matrix and the rest. Where transfer is fast the
// first hardly changes with scale and decides the optimum, and the rest is what scale improves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "run/trajectory.h"

namespace cdp::study {

/// A finished run of a sweep, which may be measured.
struct RunAt {
  std::int64_t trial = 0;
  double scale = 1, value = 1;
  double loss = 0;
};

/// Which of the runs to measure: at every scale the same values, those from the lowest of the scales' best to the
/// highest and two beyond on each side, one run each, the first. Errors: fewer than two scales or three such values.
[[nodiscard]] Result<std::vector<RunAt>> near_optimum(const std::vector<RunAt>& runs, const std::string& name);

struct MeasuredRun {
  std::string name;  // of the trial, for messages
  double scale = 1, value = 1;
  run::Trajectory trajectory;
};

/// The loss of the averaged weights at the end, and its parts: what the top eigenvalues took off it, which is below 0,
/// and the rest, with the loss at the beginning. The lower the better.
struct TrajectoryCell {
  double value = 1;
  double whole = 0, top = 0, rest = 0;
};

/// A scale's cells, by value, ascending, and where each part is lowest.
struct TrajectoryScale {
  double scale = 1;
  std::vector<TrajectoryCell> cells;
  std::size_t best_whole = 0, best_top = 0, best_rest = 0;
};

enum class Mechanism { kSeen, kNotSeen, kCannotTell };
/// `seen`, `not seen`, `cannot tell`
[[nodiscard]] std::string_view word(Mechanism mechanism);

struct TrajectorySplit {
  std::size_t k = 1;            // eigenvalues of each matrix in the top part
  run::TrajectoryChecks worst;  // of all runs
  std::size_t runs = 0;
  std::vector<TrajectoryScale> scales = {};  // ascending
  double whole_gain = 0, top_gain = 0;  // from the smallest scale to the largest, the mean over values; below 0: better
  double rest_bends = 0, whole_bends = 0;  // how much they depend on the value: rms about their mean at each scale
  Mechanism mechanism = Mechanism::kCannotTell;
  std::vector<std::string> reasons = {};  // sentences without a full stop
  std::vector<std::string> notes = {};
};

/// `runs` have the same values at each scale, two scales and three values at least. k is the smallest power of two with
/// which the rest is flat: it varies over the values at most kFlat as much as the loss. Where a run fails a check, or
/// there is no such k, there is no table: nothing but the checks and why.
[[nodiscard]] TrajectorySplit split_of(const std::vector<MeasuredRun>& runs);

/// Part of a report, a paragraph of its own with a line `mechanism: seen` last.
[[nodiscard]] std::string trajectory_text(const TrajectorySplit& split, const std::string& axis,
                                          const std::string& hyperparameter);

inline constexpr double kFlat = 0.25;
/// The top part is stable if it takes no more than this of what scale improves, and loses no more.
inline constexpr double kHardly = 0.5;

}  // namespace cdp::study
