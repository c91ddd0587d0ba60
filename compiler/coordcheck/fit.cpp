// See fit.h.
#include "compiler/coordcheck/fit.h"

#include <cmath>
#include <set>
#include <vector>

#include "study/statistics/student.h"

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

std::optional<Fit> fit_slope(std::span<const Point> points) {
  std::set<double> scales;
  for (const Point& point : points) scales.insert(point.scale);
  if (points.size() < 3 || scales.size() < 2) return {};
  const Line whole = line_through(points);
  const auto freedom = points.size() - 2;
  Fit fit;
  fit.slope = fit.upper = whole.slope;
  fit.half = study::t_quantile(freedom) * std::sqrt(whole.residual / static_cast<double>(freedom) / whole.spread);
  if (scales.size() < 3) return fit;
  const double middle = *std::next(scales.begin(), static_cast<std::ptrdiff_t>((scales.size() - 1) / 2));
  std::vector<Point> upper;
  for (const Point& point : points)
    if (point.scale >= middle) upper.push_back(point);
  fit.upper = line_through(upper).slope;
  return fit;
}

}  // namespace cdp::coordcheck
