// The bootstrap of a sweep: optimum, loss and curvature of every scale, many times as they might have been measured.
#pragma once

#include <cstddef>
#include <vector>

#include "study/transfer/curve.h"

namespace cdp::study {

/// Of one scale: each as long as the number of draws. In a draw whose parabola has no minimum the optimum is at the end
/// of the cells that its slope leads to.
struct ScaleDraws {
  std::vector<double> optimum;    // log2
  std::vector<double> lowest;     // loss at the optimum
  std::vector<double> curvature;  // of the loss, an octave squared
};

inline constexpr std::size_t kDraws = 2000;

/// One for each curve; each of them has an optimum. The same sweep gives the same draws.
[[nodiscard]] std::vector<ScaleDraws> draw(const std::vector<Curve>& curves, std::size_t count = kDraws);

}  // namespace cdp::study
