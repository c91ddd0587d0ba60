// The optimum of a cell: the vertex of a parabola of the loss over the logarithm of the hyperparameter,
// L = L_min + C (ln x - ln x*)^2 (arXiv:2601.05049). Three values about the optimum, a factor of two apart, suffice.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "study/fit/cells.h"
#include "study/statistics/parabola.h"

namespace cdp::study {

enum class Placement {
  kInside,   // a minimum between values that were tried
  kBelow,    // the loss still falls toward the smallest value
  kAbove,    // the loss still falls toward the largest value
  kTooFew,   // fewer than three values with a loss
  kNoValley  // the losses do not rise on both sides: noise is larger than the valley is deep
};

struct CellOptimum {
  FitCell cell;
  Placement placement = Placement::kTooFew;
  // Only where it is inside:
  double ln_value = 0;          // ln of the hyperparameter at the optimum
  double loss = 0;              // L_min, in nats or whatever the table has
  double curvature = 0;         // C, loss over ln squared
  double value_spread = 0;      // variance of ln_value where a loss has variance 1 (delta method)
  Parabola parabola = {};       // over ln of the hyperparameter
  std::size_t points_used = 0;  // those within two octaves of the best value

  [[nodiscard]] bool inside() const { return placement == Placement::kInside; }
};

/// From the values within two octaves of the one with the lowest mean loss, or the three nearest to it. Runs that
/// diverged are no points of the parabola.
[[nodiscard]] CellOptimum optimum_of(FitCell cell);

/// Of a loss, pooled over the residuals of all parabolas. Null: no cell has a fourth point.
[[nodiscard]] std::optional<Noise> pooled_noise(std::span<const CellOptimum> optima);

/// Of 95%, of ln of the optimum (Fieller); infinite where no noise is known or the valley is not seen above it.
[[nodiscard]] Interval value_interval(const CellOptimum& optimum, const std::optional<Noise>& noise);

/// The median C of those inside; 0 without any.
[[nodiscard]] double typical_curvature(std::span<const CellOptimum> optima);

/// One optimum a scale: where other hyperparameters vary too, the setting of them with the lowest loss. A scale without
/// an optimum inside keeps its cell with the lowest loss.
[[nodiscard]] std::vector<CellOptimum> best_by_scale(std::vector<CellOptimum> optima);

/// What to run next so that the optimum of this cell is between values: the value, or none where it is inside.
[[nodiscard]] std::optional<double> bracketing_value(const CellOptimum& optimum);

}  // namespace cdp::study
