// Trials of a study that are trained once more, to measure what their loss is made of. What comes out is kept in the
// study's folder, a file a trial, and is not measured twice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "run/trajectory.h"
#include "study/compile/compile.h"
#include "study/store/store.h"
#include "study/workers/fleet.h"

namespace cdp::study {

/// Intervals that a run is cut into.
inline constexpr std::int64_t kIntervals = 16;

struct KeptTrajectory {
  double loss = 0;  // on the held-out data at the end, as it was this time
  run::Trajectory trajectory;
};

/// Of a trial; none: it was not measured. Errors: its file is none of ours.
[[nodiscard]] Result<std::optional<KeptTrajectory>> kept_trajectory(const std::string& folder, std::int64_t trial);

struct Remeasure {
  StudiedSpec spec;
  Fleet fleet;
  std::vector<std::int64_t> trials;  // their numbers
  /// After each that was kept.
  std::function<void(const Trial&, const run::EndReply&)> ended = nullptr;
};

/// Trains the trials in their order. What was measured is kept whatever comes after. Errors: those of conduct(), and a
/// trial that does not end as it did before.
[[nodiscard]] std::variant<Done, Error, StoppedBy> remeasure(const Remeasure& asked, const Store& store);

}  // namespace cdp::study
