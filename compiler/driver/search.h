// `cdp search`: values found at a small scale, and evidence that they hold at others. Which trials, and what came out,
// is study/search's; who trains them study_fleet.h's.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/study_fleet.h"

namespace cdp::driver {

struct SearchOptions {
  std::string spec;
  unsigned budget = 0;
  std::string at = {};                       // the scale of the search; else the reference
  std::string sampler = "trust";             // a name of samplers.def
  unsigned repeats = 2;                      // runs of a point before it leads
  unsigned seed = 1;                         // of the samplers
  std::vector<std::string> confirm_at = {};  // held-out scales
  unsigned confirm_seeds = 3;
  std::vector<std::string> sets = {};
  std::string target = {};
  FleetOptions fleet = {};
  std::string out = {};
  std::string write = {};  // the tuned spec; else beside the spec, as NAME.tuned.cdp
  bool resume = false;
  bool stop_hopeless = false;
  ConfigChoice config = {};
};

[[nodiscard]] Answer search(const SearchOptions& options, const Colors& colors);

}  // namespace cdp::driver
