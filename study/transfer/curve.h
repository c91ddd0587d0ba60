// The U-curve of a scale: loss against log2 of the hyperparameter, its optimum, and what keeps the optimum from being
// believed. Runs that diverged are no points of it, but say where it ends.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "study/statistics/parabola.h"
#include "study/transfer/sweep.h"

namespace cdp::study {

/// The runs of a value; where a scale has more than sixteen, as of a random search, of a twelfth of their range.
struct CurveCell {
  double x = 0;              // log2 of the value, the mean
  double low = 0, high = 0;  // of the smallest and the largest
  double mean = 0;           // of the losses that there are
  std::size_t finite = 0, diverged = 0;
  double squares = 0;  // of the losses about their mean

  /// Cells in which a run diverged are no points of the parabola: of what is left there the best survive.
  [[nodiscard]] bool stable() const { return diverged == 0; }
};

enum class Edge {
  kNone,
  kLow,       // the optimum is at the smallest value, or below
  kHigh,      // at the largest, or above
  kUnstable,  // the best value has one that diverges beside it: the optimum lies in between
};

struct Curve {
  double scale = 1;
  std::vector<CurveCell> cells = {};  // ascending
  std::size_t values = 0;             // different ones
  std::size_t first = 0, last = 0;    // of the cells that the parabola goes through: the window
  std::optional<Parabola> parabola = {};
  Noise noise = {};           // of a run
  Interval interval = {};     // 95%, of the optimum in log2
  std::size_t best_cell = 0;  // where the monotone spline through the stable cells is lowest
  Edge edge = Edge::kNone;
  bool two_minima = false;
  bool splines_differ = false;  // the spline's optimum is elsewhere, and not by noise

  /// The minimum of the parabola lies in reach.
  [[nodiscard]] bool has_optimum() const { return parabola && minimum_in_reach(*parabola); }
  /// Whether a parabola through these cells has a minimum that they tell of: among the values that were tried, or not
  /// farther from them than half of their range. One that is nearly flat has its minimum anywhere.
  [[nodiscard]] bool minimum_in_reach(const Parabola& one) const;
  /// Log2 of the best value; only with an optimum, as the next.
  [[nodiscard]] double optimum() const { return parabola->vertex(); }
  [[nodiscard]] double lowest() const { return parabola->lowest(); }
  [[nodiscard]] double span() const { return cells.empty() ? 0 : cells.back().high - cells.front().low; }
};

/// One for each scale. The window is the widest about the best cell in which neither a cubic nor a quartic term is
/// significant at about 99%, and at least four cells, three where each has two runs. The noise of a scale is that of
/// its residuals, drawn towards the mean of all scales with the weight of four degrees of freedom.
[[nodiscard]] std::vector<Curve> curves_of(const Sweep& sweep);

}  // namespace cdp::study
