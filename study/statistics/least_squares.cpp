// See least_squares.h.
#include "study/statistics/least_squares.h"

#include <cmath>
#include <limits>

#include <Eigen/QR>

#include "study/statistics/student.h"

namespace cdp::study {

double LinearFit::half_width(Eigen::Index i) const {
  if (freedom == 0) return std::numeric_limits<double>::infinity();
  return t_quantile(freedom) * std::sqrt(covariance(i, i));
}

std::optional<LinearFit> fit_linear(const Eigen::MatrixXd& rows, const Eigen::VectorXd& y,
                                    const Eigen::VectorXd& weights) {
  if (rows.rows() < rows.cols() || rows.cols() == 0) return {};
  const Eigen::VectorXd roots = weights.cwiseSqrt();
  const Eigen::MatrixXd weighted = roots.asDiagonal() * rows;
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(weighted);
  if (qr.rank() < rows.cols()) return {};
  LinearFit fit;
  fit.coefficients = qr.solve(Eigen::VectorXd(roots.cwiseProduct(y)));
  fit.residuals = y - rows * fit.coefficients;
  fit.freedom = static_cast<std::size_t>(rows.rows() - rows.cols());
  const double squares = fit.residuals.cwiseAbs2().dot(weights);
  fit.variance = fit.freedom == 0 ? 0 : squares / static_cast<double>(fit.freedom);
  fit.inverse = (weighted.transpose() * weighted).ldlt().solve(Eigen::MatrixXd::Identity(rows.cols(), rows.cols()));
  fit.covariance = fit.variance * fit.inverse;
  const double mean = y.dot(weights) / weights.sum();
  const double about_mean = (y.array() - mean).square().matrix().dot(weights);
  fit.r2 = about_mean > 0 ? 1 - squares / about_mean : 1;
  // The leverage of a point, h = w x' (X'WX)^-1 x, gives the fit without it: r / (1 - h).
  fit.left_out.resize(rows.rows());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const double leverage = weights(i) * rows.row(i).dot(fit.inverse * rows.row(i).transpose());
    constexpr double kDetermined = 1 - 1e-9;
    fit.left_out(i) =
        leverage < kDetermined ? fit.residuals(i) / (1 - leverage) : std::numeric_limits<double>::quiet_NaN();
  }
  return fit;
}

std::optional<LinearFit> fit_linear(const Eigen::MatrixXd& rows, const Eigen::VectorXd& y) {
  return fit_linear(rows, y, Eigen::VectorXd::Ones(y.size()));
}

}  // namespace cdp::study
