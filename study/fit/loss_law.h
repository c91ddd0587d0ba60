// The loss at the optimum over scale, L = L_0 + sum_i A_i axis_i^-gamma_i: L(D) = L_0 + A D^-gamma along one axis
// (arXiv:2601.05049), with a second term along two. Linear once the gammas are chosen, so these are searched and
// everything else is solved; intervals are by profile likelihood, since the law is far from linear in gamma.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "compiler/base/result.h"
#include "study/fit/optimum.h"

namespace cdp::study {

/// Where gamma is searched: below, the curve is a logarithm; above, it falls within one step of the axis.
inline constexpr double kLeastGamma = 0.02;
inline constexpr double kMostGamma = 3;

struct LossTerm {
  std::string axis;
  double factor = 0;  // A, for the axis over its geometric mean
  double center = 0;  // ln of that mean
  double gamma = 0;
  double low = 0, high = 0;   // of gamma, 95%
  bool identifiable = false;  // the interval ends within the range that is searched
};

struct LossInterval {
  double loss = 0;
  double low = 0, high = 0;  // 95%; infinite where it cannot be told
};

struct LossLaw {
  std::vector<LossTerm> terms;
  double floor = 0;                      // L_0
  double floor_low = 0, floor_high = 0;  // 95%
  double deviation = 0;                  // of a loss about the law
  std::size_t freedom = 0;               // losses - coefficients - gammas
  std::vector<ScalePoint> scales;        // fitted
  std::vector<double> losses;            // at them
};

/// Over the optima that are inside, along one or two axes; L_0 and every A are at least 0. Errors: no or more than two
/// axes, fewer scales than coefficients, a loss that does not fall along an axis.
[[nodiscard]] Result<LossLaw> fit_loss_law(std::span<const CellOptimum> optima, const std::vector<std::string>& axes);

/// The loss at the optimum of that scale, with its interval over all gammas that the losses admit.
[[nodiscard]] LossInterval predict(const LossLaw& law, const ScalePoint& scale);

}  // namespace cdp::study
