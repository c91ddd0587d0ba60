// The charts of a transfer report as inline SVG. Colours are classes of the page's style.
#pragma once

#include <string>

#include "study/transfer/transfer.h"

namespace cdp::study {

/// Loss against the hyperparameter, a curve a scale, the larger the darker: dots for the mean of each value (those
/// through which the parabola goes are filled), the parabola, its lowest point with the interval, crosses at the top
/// where runs diverged.
[[nodiscard]] std::string curves_chart(const Transfer& transfer);

/// The best value at each scale with its interval, both axes logarithmic; empty for fewer than two.
[[nodiscard]] std::string optimum_chart(const Transfer& transfer);

}  // namespace cdp::study
