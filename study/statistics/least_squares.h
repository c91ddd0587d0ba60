// Linear least squares with weights: coefficients, their covariance, and how far each point is from the fit that was
// made without it.
#pragma once

#include <cstddef>
#include <optional>

#include <Eigen/Core>

namespace cdp::study {

struct LinearFit {
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd covariance;  // of the coefficients; zero where there are no degrees of freedom
  Eigen::MatrixXd inverse;     // (X'WX)^-1: the covariance where a point of weight 1 has variance 1
  Eigen::VectorXd residuals;   // y - fitted
  Eigen::VectorXd left_out;    // y - fitted without that point (leave-one-out); NaN where the rest do not determine it
  double variance = 0;         // of a point of weight 1
  std::size_t freedom = 0;     // points - coefficients
  double r2 = 0;               // explained share of the weighted sum of squares about the mean

  /// Of 95% about coefficient i: coefficients[i] +- half_width(i). Infinite without degrees of freedom.
  [[nodiscard]] double half_width(Eigen::Index i) const;
};

/// rows: (points, coefficients); y and weights: (points). Null: fewer points than coefficients, or columns that depend
/// on each other.
[[nodiscard]] std::optional<LinearFit> fit_linear(const Eigen::MatrixXd& rows, const Eigen::VectorXd& y,
                                                  const Eigen::VectorXd& weights);
/// All weights are 1.
[[nodiscard]] std::optional<LinearFit> fit_linear(const Eigen::MatrixXd& rows, const Eigen::VectorXd& y);

}  // namespace cdp::study
