// See bootstrap.h.
#include "study/statistics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>

#include "compiler/base/check.h"

namespace cdp::study {

std::vector<double> residual_pool(std::span<const Parabola* const> fits) {
  std::vector<double> pool;
  for (const Parabola* const fit : fits) {
    const double size = std::sqrt(fit->noise.variance);
    if (fit->noise.freedom == 0 || !(size > 0)) continue;
    for (Eigen::Index i = 0; i < fit->residuals.size(); ++i) {
      constexpr double kFree = 1e-6;  // a point of leverage 1 has no residual
      const double rest = 1 - fit->leverages(i);
      if (rest > kFree) pool.push_back(fit->residuals(i) / (size * std::sqrt(rest)));
    }
  }
  if (pool.empty()) return pool;
  const auto count = static_cast<double>(pool.size());
  const double mean = std::accumulate(pool.begin(), pool.end(), 0.0) / count;
  double squares = 0;
  for (double& one : pool) {
    one -= mean;
    squares += one * one;
  }
  const double size = std::sqrt(squares / count);
  if (!(size > 0)) return {};
  for (double& one : pool) one /= size;
  return pool;
}

double drawn_variance(const Noise& noise, Random& random) {
  CHECK(noise.freedom > 0);
  constexpr std::size_t kMany = 10;  // beyond, the cube root of chi^2 is all but normal (Wilson and Hilferty 1931)
  const auto freedom = static_cast<double>(noise.freedom);
  double squares = 0;
  if (noise.freedom > kMany) {
    const double part = 2 / (9 * freedom);
    const double root = 1 - part + std::sqrt(part) * random.normal();
    squares = freedom * root * root * root;
  } else {
    for (std::size_t i = 0; i < noise.freedom; ++i) {
      const double one = random.normal();
      squares += one * one;
    }
  }
  return noise.variance * freedom / std::max(squares, 1e-12);
}

Eigen::Vector3d drawn_coefficients(const Parabola& fit, const Noise& noise, std::span<const double> pool,
                                   Random& random) {
  const double size = std::sqrt(drawn_variance(noise, random));
  Eigen::Vector3d drawn = fit.coefficients;
  if (pool.empty() || !(size > 0)) return drawn;
  constexpr Eigen::Index kMany = 200;  // points; the sum over so many residuals is normal
  if (fit.solution.cols() > kMany) {
    const Eigen::Vector3d normal(random.normal(), random.normal(), random.normal());
    const Eigen::Matrix3d root = fit.inverse.llt().matrixL();
    return drawn + size * (root * normal);
  }
  for (Eigen::Index i = 0; i < fit.solution.cols(); ++i)
    drawn += fit.solution.col(i) * (size * pool[random.below(pool.size())]);
  return drawn;
}

}  // namespace cdp::study
