// Runs sorted by scale: a cell holds the runs of one scale and one setting of the other hyperparameters, in which only
// the hyperparameter that is fitted varies. What its optimum is: optimum.h.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/runs/runs.h"

namespace cdp::study {

/// Axes by name: `params` 5e7, `duration` 1e9.
using ScalePoint = std::map<std::string, double>;

struct CellPoint {
  double value = 0;  // of the hyperparameter, above 0
  double loss = 0;
};

struct FitCell {
  ScalePoint scale;
  std::map<std::string, double> others;  // the other hyperparameters
  std::vector<CellPoint> points;         // by value; a value has one point a seed
  std::vector<double> diverged;          // values of runs that diverged, ascending
  double flops = 0;                      // of all its runs; 0: not known
};

/// The one hyperparameter that varies over the runs, or the one asked for. Errors: none or several vary, or no run has
/// the one that is asked for; the message lists the choices.
[[nodiscard]] Result<std::string> fitted_hyperparameter(const Runs& runs, const std::string& asked);

/// In order of scale. Errors: a run without the hyperparameter, or one that is not above 0; an axis that some runs have
/// and others lack, or that is not above 0.
[[nodiscard]] Result<std::vector<FitCell>> cells_of(const Runs& runs, const std::string& hyperparameter);

/// The axes whose value is not the same in all cells, in order of name.
[[nodiscard]] std::vector<std::string> varying_axes(std::span<const FitCell> cells);

/// `params 50M, duration 1B`
[[nodiscard]] std::string scale_text(const ScalePoint& scale);

}  // namespace cdp::study
