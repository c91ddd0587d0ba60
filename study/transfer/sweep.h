// Runs put in order for the question of transfer: one axis of scale, one hyperparameter, and at each scale the losses
// by its value. What else differs is refused, or split by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/runs/runs.h"

namespace cdp::study {

struct SweepChoice {
  std::string axis = {};             // empty: the one that varies
  std::string hyperparameter = {};   // the same
  std::vector<std::string> by = {};  // tags, axes or hyperparameters to split by
};

struct SweepRun {
  double value = 1;                 // of the hyperparameter, above 0
  std::optional<double> loss = {};  // none: it diverged
};

struct SweepScale {
  double scale = 1;
  std::vector<SweepRun> runs = {};   // by value, ascending
  std::optional<double> flops = {};  // of a run, the mean; where all runs of the scale say
};

struct Sweep {
  std::string name;   // of the file or folder
  std::string group;  // `schedule wsd`; empty where nothing was split
  std::string axis, hyperparameter;
  std::vector<SweepScale> scales = {};  // ascending
  std::vector<std::string> notes = {};  // runs that were left out, and why
};

/// A sweep for each group. Errors: an axis or hyperparameter that is not there, none or several that may be meant (the
/// message lists them), and runs that differ in something else. Axes and hyperparameters that have one value at each
/// scale may change with it, as `params` does with `width`.
[[nodiscard]] Result<std::vector<Sweep>> sweeps_of(const Runs& runs, const SweepChoice& choice);

}  // namespace cdp::study
