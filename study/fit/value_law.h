// The law of an optimum over scale, ln x* = c + sum_i e_i ln axis_i: weighted least squares over the optima of cells,
// with the exponents' covariance and the error at each scale of the law that was fitted without it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "study/fit/optimum.h"
#include "study/statistics/least_squares.h"

namespace cdp::study {

struct LawAxis {
  std::string name;
  double low = 0, high = 0;  // of the scales that were fitted
  double center = 0;         // ln of their geometric mean
};

struct ValueLaw {
  std::vector<LawAxis> axes;
  LinearFit fit;                   // coefficients: ln x* at the centers, then an exponent an axis
  std::vector<ScalePoint> scales;  // fitted, in the order of the fit's rows
  std::vector<double> spreads;     // of each row: 1 / weight
  double left_out_rms = 0;         // octaves, over the scales that the others determine
  double left_out_most = 0;        // octaves
  std::size_t left_out_count = 0;

  [[nodiscard]] double exponent(std::size_t axis) const;
  /// Of 95%; infinite where there are as many coefficients as scales.
  [[nodiscard]] double half_width(std::size_t axis) const;
};

/// A value on a logarithmic scale with its interval of 95%.
struct Predicted {
  double ln_value = 0;
  double half = 0;  // infinite where it cannot be told

  [[nodiscard]] double value() const;
  [[nodiscard]] double low() const;
  [[nodiscard]] double high() const;
};

/// Over the optima that are inside. A cell weighs 1 / (its spread + the median spread): the parabola's share and one
/// for how far optima lie from any law. Errors: fewer optima than coefficients; axes that do not vary; axes that grow
/// together, with the run that would tell them apart.
[[nodiscard]] Result<ValueLaw> fit_value_law(std::span<const CellOptimum> optima, const std::vector<std::string>& axes);

/// Of the optimum itself at that scale, which has every axis of the law.
[[nodiscard]] Predicted predict(const ValueLaw& law, const ScalePoint& scale);

/// 1 and ln axis - center: (axes + 1).
[[nodiscard]] Eigen::VectorXd law_row(const ValueLaw& law, const ScalePoint& scale);

/// Whether an interval of an exponent leaves out 0.
[[nodiscard]] bool has_sign(const ValueLaw& law, std::size_t axis);

/// How many times the scale is beyond the fitted range, over all axes: 1 inside.
[[nodiscard]] double beyond(const ValueLaw& law, const ScalePoint& scale);

}  // namespace cdp::study
