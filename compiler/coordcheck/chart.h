// A small chart of one series on logarithmic axes, as inline SVG: a line a step, light to dark, and the predicted
// slope.
#pragma once

#include <string>

#include "compiler/coordcheck/verdict.h"

namespace cdp::coordcheck {

/// Sizes are geometric means over seeds. The dashed lines have the slopes that are predicted and go through the middle
/// of the line that was judged; colours are classes of the page's style.
[[nodiscard]] std::string small_chart(const Series& series, const Check& check);

}  // namespace cdp::coordcheck
