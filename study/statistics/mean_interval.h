// The mean of a few values and how surely it is known.
#pragma once

#include <span>

namespace cdp::study {

/// A mean, and half the width of its 95% interval: infinite where one value alone is known.
struct MeanInterval {
  double mean = 0;
  double half = 0;

  [[nodiscard]] double low() const { return mean - half; }
  [[nodiscard]] double high() const { return mean + half; }
};
/// Of at least one value.
[[nodiscard]] MeanInterval mean_interval(std::span<const double> values);

}  // namespace cdp::study
