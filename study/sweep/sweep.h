// A sweep: its trials compiled before anything is trained, what they will cost, and what came out at each scale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "study/compile/compile.h"
#include "study/store/combinations.h"
#include "study/store/trial.h"
#include "study/sweep/grid.h"

namespace cdp::study {

/// Trials in the order of the sweep, and a plan of each scale.
struct Prepared {
  std::vector<Trial> trials;
  std::vector<plan::Plan> scales;     // one for each scale, with the values of its first trial
  std::vector<std::size_t> scale_of;  // of each trial: its place in `scales`
};

/// A point that does not compile.
struct Refused {
  TrialPoint point;
  CompiledTrial compiled;  // without a plan
};

/// Compiles every point: what is wrong with a spec, a selector or a value shows before anything is trained.
[[nodiscard]] std::variant<Prepared, Refused> prepare(const StudiedSpec& spec, const std::vector<TrialPoint>& points);

struct Cost {
  std::size_t trials = 0;
  double items = 0;  // tokens, or samples
  double flops = 0;
  std::optional<double> seconds = {};  // of all trials one after the other, where they were probed
};

/// Of the trials that have not ended. `seconds`: of a trial at each scale of `prepared`, or empty.
[[nodiscard]] Cost cost_of(const Prepared& prepared, const std::vector<Trial>& known,
                           const std::vector<double>& seconds);

/// A scale, its best values, and what became of all of its trials.
struct BestRow {
  Combination best;  // of the smallest mean loss; without losses where nothing finished
  std::size_t finished = 0, diverged = 0, stopped = 0, failed = 0;  // trials of the scale
  std::vector<std::string> edges = {};  // sets whose best value is the lowest or highest that was tried
};

/// A row for each scale, in the order of the trials.
[[nodiscard]] std::vector<BestRow> best_rows(const Grid& grid, const std::vector<Trial>& trials);

}  // namespace cdp::study
