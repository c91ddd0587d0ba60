// The slope of log size against log scale: the exponent that was measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace cdp::coordcheck {

/// A size at a scale, of one seed.
struct Point {
  double scale = 1;
  std::int64_t seed = 1;
  double size = 0;
};

struct Fit {
  double slope = 0;
  double half = 0;   // of the 95% confidence interval, over seeds and scales
  double upper = 0;  // the slope of the upper half of the scales

  [[nodiscard]] double low() const { return slope - half; }
  [[nodiscard]] double high() const { return slope + half; }
};

/// Ordinary least squares over all points, each size and scale above 0. Null: fewer than three points or two scales.
[[nodiscard]] std::optional<Fit> fit_slope(std::span<const Point> points);

}  // namespace cdp::coordcheck
