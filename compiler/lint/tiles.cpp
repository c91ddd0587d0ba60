// See tiles.h.
#include "compiler/lint/tiles.h"

#include <cmath>

#include "compiler/base/text.h"

namespace cdp::lint {

bool is_large(const CheckedSpec& checked, const ScaleValues& scale) {
  return scale.scaled.parameters.total >= checked.text.thresholds.small_model;
}

double missed_tile(double size) {
  constexpr double kLarge = 512;  // below it the last tile of 64 is a large part of all whatever the size
  if (size >= 64 && std::fmod(size, 8) != 0) return 8;
  return size >= kLarge && std::fmod(size, 64) != 0 ? 64 : 0;
}

std::string nearest_multiples(double size, double tile) {
  const double below = std::floor(size / tile) * tile;
  return (below > 0 ? shortest(below) + " and " : "") + shortest(below + tile);
}

}  // namespace cdp::lint
