// See monotone_spline.h.
#include "study/statistics/monotone_spline.h"

#include <algorithm>
#include <cmath>

#include "compiler/base/check.h"

namespace cdp::study {

namespace {

/// The slope at a point between two intervals: their weighted harmonic mean (Fritsch and Butland 1984), which keeps the
/// curve monotone; 0 at a local minimum or maximum.
double inner_slope(double before, double after, double width_before, double width_after) {
  if (!(before * after > 0)) return 0;
  const double w1 = 2 * width_after + width_before;
  const double w2 = width_after + 2 * width_before;
  return (w1 + w2) / (w1 / before + w2 / after);
}

}  // namespace

MonotoneSpline::MonotoneSpline(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), slopes_(x_.size(), 0) {
  CHECK(!x_.empty() && x_.size() == y_.size());
  std::vector<double> secants;
  for (std::size_t i = 0; i + 1 < x_.size(); ++i) {
    CHECK(x_[i] < x_[i + 1]);
    secants.push_back((y_[i + 1] - y_[i]) / (x_[i + 1] - x_[i]));
  }
  if (secants.empty()) return;
  slopes_.front() = secants.front();
  slopes_.back() = secants.back();
  for (std::size_t i = 1; i < secants.size(); ++i)
    slopes_[i] = inner_slope(secants[i - 1], secants[i], x_[i] - x_[i - 1], x_[i + 1] - x_[i]);
}

double MonotoneSpline::at(double x) const {
  if (x <= x_.front()) return y_.front();
  if (x >= x_.back()) return y_.back();
  const auto after = static_cast<std::size_t>(std::upper_bound(x_.begin(), x_.end(), x) - x_.begin());
  const std::size_t i = after - 1;
  const double width = x_[after] - x_[i];
  const double t = (x - x_[i]) / width;
  const double rest = 1 - t;  // the cubic of Hermite
  return y_[i] * (1 + 2 * t) * rest * rest + y_[after] * t * t * (3 - 2 * t) +
         width * t * rest * (slopes_[i] * rest - slopes_[after] * t);
}

std::size_t MonotoneSpline::lowest_point() const {
  return static_cast<std::size_t>(std::min_element(y_.begin(), y_.end()) - y_.begin());
}

}  // namespace cdp::study
