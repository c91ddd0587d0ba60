// `cdp sweep`: grids over scales x values x seeds, trained side by side. Which trials, and what came out, is
// study/sweep's; who trains them study_fleet.h's.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/study_fleet.h"

namespace cdp::driver {

struct SweepOptions {
  std::string spec;
  std::vector<std::string> overs, ats, sets;
  std::string target = {};
  unsigned seeds = 1;
  FleetOptions fleet = {};
  std::string out = {};
  bool resume = false;
  bool dry_run = false;
  bool only_begin = false;
  bool extend = false;
  bool until_bracketed = false;
  bool stop_hopeless = false;
  ConfigChoice config = {};
};

[[nodiscard]] Answer sweep(const SweepOptions& options, const Colors& colors);

}  // namespace cdp::driver
