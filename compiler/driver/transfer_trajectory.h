// `cdp transfer --trajectory`: the runs of a study near the optimum of each scale are trained once more by workers,
// which measure what their loss is made of. What that says is study/transfer/trajectory.h's matter.
#pragma once

#include <string>
#include <variant>

#include "compiler/driver/commands.h"
#include "compiler/driver/study_fleet.h"
#include "study/transfer/report.h"

namespace cdp::driver {

struct TrajectoryOptions {
  bool asked = false;
  FleetOptions fleet = {};
  std::string spec = {};  // where it is now, if not where the study was begun
  ConfigChoice config = {};
};

/// --trajectory, --spec, and those of a fleet and of settings
void add_trajectory(Options& command, TrajectoryOptions& options);

/// Of the study in this folder and the one group of its report. Else what to answer.
[[nodiscard]] std::variant<study::TrajectorySplit, Answer> trajectory_of(const std::string& folder,
                                                                         const study::TransferReport& report,
                                                                         const TrajectoryOptions& options,
                                                                         const Colors& colors);

}  // namespace cdp::driver
