// The bootstrap of residuals: data like those that were measured, drawn again from the fit and what is left of it.
#pragma once

#include <span>
#include <vector>

#include "study/statistics/parabola.h"
#include "study/statistics/random.h"

namespace cdp::study {

/// Residuals of several fits as one pool with mean 0 and variance 1: each over the square root of 1 - leverage, which
/// makes them as large as errors, and over the noise of its fit. Empty without degrees of freedom, or without noise.
[[nodiscard]] std::vector<double> residual_pool(std::span<const Parabola* const> fits);

/// From a variance known by so many degrees of freedom, one as it may be: variance * freedom / chi^2(freedom). So
/// intervals are as wide as Student's, not as the normal distribution's. `freedom` at least 1.
[[nodiscard]] double drawn_variance(const Noise& noise, Random& random);

/// The coefficients of a fit to data drawn again: with residuals of the pool at a variance of their own. Of more than
/// 200 points the coefficients themselves are drawn, from the normal distribution that they then have.
[[nodiscard]] Eigen::Vector3d drawn_coefficients(const Parabola& fit, const Noise& noise, std::span<const double> pool,
                                                 Random& random);

}  // namespace cdp::study
