// See bootstrap.h.
#include "study/statistics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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
  constexpr std::size_t kMany = 200;  // beyond, chi^2 / freedom is 1 within its normal approximation
  const auto freedom = static_cast<double>(noise.freedom);
  double squares = 0;
  if (noise.freedom > kMany) {
    squares = freedom + std::sqrt(2 * freedom) * random.normal();
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
  for (Eigen::Index i = 0; i < fit.solution.cols(); ++i)
    drawn += fit.solution.col(i) * (size * pool[random.below(pool.size())]);
  return drawn;
}

}  // namespace cdp::study
