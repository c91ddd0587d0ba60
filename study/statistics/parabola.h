// A parabola through points, and how surely they place its vertex: by the delta method, and by the profile of the fit.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <Eigen/Core>

#include "study/statistics/quantiles.h"

namespace cdp::study {

/// The noise of a point: its variance, and from how many degrees of freedom that is known.
struct Noise {
  double variance = 0;
  std::size_t freedom = 0;
};

/// y = coefficients(0) + coefficients(1) u + coefficients(2) u^2, u = x - centre.
struct Parabola {
  double centre = 0;
  Eigen::Vector3d coefficients = Eigen::Vector3d::Zero();
  Eigen::Matrix3d inverse = Eigen::Matrix3d::Zero();  // of X'X: times the variance of a point, the covariance
  Eigen::MatrixXd solution;                           // (3, points): times y, the coefficients
  Eigen::VectorXd residuals;                          // y - fitted
  Eigen::VectorXd leverages;
  Noise noise = {};  // by its own residuals

  [[nodiscard]] double curvature() const { return coefficients(2); }
  [[nodiscard]] bool has_minimum() const;
  /// Where it is lowest, and how low; only with a minimum.
  [[nodiscard]] double vertex() const { return centre - coefficients(1) / (2 * coefficients(2)); }
  [[nodiscard]] double lowest() const;
  [[nodiscard]] double at(double x) const;
};

/// By least squares. Null: fewer than three different x, or numbers too large to square.
[[nodiscard]] std::optional<Parabola> fit_parabola(std::span<const double> x, std::span<const double> y);

/// The standard error of the vertex to first order.
[[nodiscard]] double vertex_error(const Parabola& parabola, const Noise& noise);
/// The standard error of the lowest value: to first order the vertex does not matter.
[[nodiscard]] double lowest_error(const Parabola& parabola, const Noise& noise);

/// The 95% interval of the vertex by the profile of the fit: the x at which a slope of zero is not refused (Fieller
/// 1954). Infinite on both sides where the points do not show that the parabola is curved.
[[nodiscard]] Interval vertex_interval(const Parabola& parabola, const Noise& noise);

}  // namespace cdp::study
