// See parabola.h.
#include "study/statistics/parabola.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/LU>
#include <Eigen/QR>

#include "study/statistics/student.h"

namespace cdp::study {

bool Parabola::has_minimum() const {
  return curvature() > 0 && std::isfinite(vertex()) && std::isfinite(lowest());
}

double Parabola::lowest() const {
  return coefficients(0) - coefficients(1) * coefficients(1) / (4 * coefficients(2));
}

double Parabola::at(double x) const {
  const double u = x - centre;
  return coefficients(0) + u * (coefficients(1) + u * coefficients(2));
}

std::optional<Parabola> fit_parabola(std::span<const double> x, std::span<const double> y) {
  const auto count = static_cast<Eigen::Index>(x.size());
  if (count < 3 || y.size() != x.size()) return {};
  Parabola parabola;
  parabola.centre = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(count);
  Eigen::MatrixXd rows(count, 3);
  const Eigen::Map<const Eigen::VectorXd> given(y.data(), count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double u = x[static_cast<std::size_t>(i)] - parabola.centre;
    rows.row(i) << 1, u, u * u;
  }
  if (!rows.allFinite() || !given.allFinite()) return {};
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(rows);
  if (qr.rank() < 3) return {};
  parabola.inverse = (rows.transpose() * rows).inverse();
  parabola.solution = parabola.inverse * rows.transpose();
  parabola.coefficients = qr.solve(Eigen::VectorXd(given));
  parabola.residuals = given - rows * parabola.coefficients;
  parabola.leverages = rows.cwiseProduct(parabola.solution.transpose()).rowwise().sum();
  parabola.noise.freedom = static_cast<std::size_t>(count) - 3;
  const double squares = parabola.residuals.squaredNorm();
  if (parabola.noise.freedom > 0) parabola.noise.variance = squares / static_cast<double>(parabola.noise.freedom);
  const bool finite = parabola.coefficients.allFinite() && parabola.inverse.allFinite() && std::isfinite(squares);
  return finite ? std::optional(std::move(parabola)) : std::nullopt;
}

double vertex_error(const Parabola& parabola, const Noise& noise) {
  const double c = parabola.coefficients(2);
  Eigen::Vector3d gradient(0, -1 / (2 * c), parabola.coefficients(1) / (2 * c * c));
  return std::sqrt(std::max(0.0, noise.variance * gradient.dot(parabola.inverse * gradient)));
}

double lowest_error(const Parabola& parabola, const Noise& noise) {
  const double u = parabola.vertex() - parabola.centre;
  const Eigen::Vector3d gradient(1, u, u * u);
  return std::sqrt(std::max(0.0, noise.variance * gradient.dot(parabola.inverse * gradient)));
}

Interval vertex_interval(const Parabola& parabola, const Noise& noise) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  const Interval everywhere = {-kInfinite, kInfinite};
  if (noise.freedom == 0) return everywhere;
  const double t = t_quantile(noise.freedom);
  const Eigen::Matrix3d covariance = t * t * noise.variance * parabola.inverse;
  const double b = parabola.coefficients(1);
  const double c = parabola.coefficients(2);
  // (b + 2 c u)^2 <= V(b) + 4 u V(b, c) + 4 u^2 V(c), a quadratic in u.
  const double two = 4 * (c * c - covariance(2, 2));
  const double one = 4 * (b * c - covariance(1, 2));
  const double zero = b * b - covariance(1, 1);
  const double under_root = one * one - 4 * two * zero;
  if (!(two > 0) || !(under_root >= 0)) return everywhere;
  const double root = std::sqrt(under_root);
  return {parabola.centre + (-one - root) / (2 * two), parabola.centre + (-one + root) / (2 * two)};
}

}  // namespace cdp::study
