// Which runs are worth doing next: values that bracket an optimum, and scales whose optimum narrows the prediction at a
// target most for what it costs. And how many runs a law needs of the grid of all sizes, durations and values.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "study/fit/optimum.h"
#include "study/fit/value_law.h"

namespace cdp::study {

/// Of one run: FLOPs, 6 N D, where `params` and `duration` are known; otherwise in proportion to the work,
/// width^2 depth duration or what of these there is.
struct RunCost {
  double amount = 1;
  bool is_flops = false;
};
[[nodiscard]] RunCost run_cost(const ScalePoint& scale);

struct NextRuns {
  ScalePoint scale;
  std::vector<double> values;  // of the hyperparameter, a run each
  double cost = 0;             // of all of them
  bool is_flops = false;
  double saved = 0;  // the share of the prediction's variance at the target that they take away; 0: they bracket
};

/// Cells whose optimum is not between values yet, cheapest first; at most `most`.
[[nodiscard]] std::vector<NextRuns> bracketing_runs(std::span<const CellOptimum> optima, std::size_t most);

/// At combinations of the fitted scales and one octave above, each for at most half of what the target's run costs, and
/// that take away 2% or more: three values about the law's optimum, a factor of two apart (arXiv:2601.05049). The
/// largest share per cost first; at most `most`.
[[nodiscard]] std::vector<NextRuns> narrowing_runs(const ValueLaw& law, const ScalePoint& target, std::size_t most);

/// The grid of all sizes, durations and values has n^3 runs; the parabola replaces the values by C_eta = 3 and L(D) the
/// durations by C_D = 3 (L_0, A and gamma), n C_D C_eta (arXiv:2601.05049).
struct RunCounts {
  std::size_t sizes = 0, durations = 0, values = 0;  // distinct
  std::size_t done = 0;
  [[nodiscard]] std::size_t grid() const { return sizes * durations * values; }
  [[nodiscard]] std::size_t needed() const;
};
[[nodiscard]] RunCounts count_runs(std::span<const FitCell> cells);

}  // namespace cdp::study
