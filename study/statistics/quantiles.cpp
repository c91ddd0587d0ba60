// See quantiles.h.
#include "study/statistics/quantiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "compiler/base/check.h"

namespace cdp::study {

namespace {

double of_sorted(const std::vector<double>& sorted, double share) {
  const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double rest = at - static_cast<double>(below);
  if (rest == 0 || sorted[below] == sorted[below + 1]) return sorted[below];
  if (!std::isfinite(sorted[below]) && !std::isfinite(sorted[below + 1])) return sorted[below + (rest < 0.5 ? 0 : 1)];
  return (1 - rest) * sorted[below] + rest * sorted[below + 1];
}

}  // namespace

double quantile(std::vector<double> draws, double share) {
  CHECK(!draws.empty());
  std::sort(draws.begin(), draws.end());
  return of_sorted(draws, share);
}

Interval middle(std::vector<double> draws, double share) {
  CHECK(!draws.empty());
  std::sort(draws.begin(), draws.end());
  return {of_sorted(draws, (1 - share) / 2), of_sorted(draws, (1 + share) / 2)};
}

}  // namespace cdp::study
