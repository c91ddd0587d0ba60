// A curve through points that rises and falls only where they do: cubic between the points, with slopes limited so that
// it never overshoots (Fritsch and Carlson 1980).
#pragma once

#include <cstddef>
#include <vector>

namespace cdp::study {

class MonotoneSpline {
 public:
  /// x ascending, all different; at least one point.
  MonotoneSpline(std::vector<double> x, std::vector<double> y);

  /// Outside the points the value of the nearest.
  [[nodiscard]] double at(double x) const;
  /// Where it is lowest: since it does not overshoot, one of the points; the first of equals.
  [[nodiscard]] std::size_t lowest_point() const;

 private:
  std::vector<double> x_, y_, slopes_;
};

}  // namespace cdp::study
