// See fit.h.
#include "compiler/coordcheck/fit.h"

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

namespace cdp::coordcheck {
namespace {

struct Line {
  double slope = 0, spread = 0, residual = 0;  // spread: sum of squares of log scale about its mean
};

Line line_through(std::span<const Point> points) {
  const auto count = static_cast<double>(points.size());
  double x_mean = 0;
  double y_mean = 0;
  for (const Point& point : points) {
    x_mean += std::log(point.scale) / count;
    y_mean += std::log(point.size) / count;
  }
  Line line;
  double product = 0;
  for (const Point& point : points) {
    const double x = std::log(point.scale) - x_mean;
    line.spread += x * x;
    product += x * (std::log(point.size) - y_mean);
  }
  line.slope = product / line.spread;
  for (const Point& point : points) {
    const double off = std::log(point.size) - y_mean - line.slope * (std::log(point.scale) - x_mean);
    line.residual += off * off;
  }
  return line;
}

}  // namespace

double t_quantile(std::size_t freedom) {
  constexpr std::array<double, 5> kFirst = {std::numeric_limits<double>::infinity(), 12.7062, 4.30265, 3.18245,
                                            2.77645};
  if (freedom < kFirst.size()) return kFirst[freedom];
  const double z = 1.959964;
  const auto n = static_cast<double>(freedom);  // the expansion of Cornish and Fisher
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

std::optional<Fit> fit_slope(std::span<const Point> points) {
  std::set<double> scales;
  for (const Point& point : points) scales.insert(point.scale);
  if (points.size() < 3 || scales.size() < 2) return {};
  const Line whole = line_through(points);
  const auto freedom = points.size() - 2;
  Fit fit;
  fit.slope = fit.upper = whole.slope;
  fit.half = t_quantile(freedom) * std::sqrt(whole.residual / static_cast<double>(freedom) / whole.spread);
  if (scales.size() < 3) return fit;
  const double middle = *std::next(scales.begin(), static_cast<std::ptrdiff_t>((scales.size() - 1) / 2));
  std::vector<Point> upper;
  for (const Point& point : points)
    if (point.scale >= middle) upper.push_back(point);
  fit.upper = line_through(upper).slope;
  return fit;
}

}  // namespace cdp::coordcheck
