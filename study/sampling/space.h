// What a search varies: positive numbers, each within a range and searched in its logarithm. Samplers work in the unit
// cube; what a trial is given are the values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cdp::sampling {

/// A value or factor: 0 < low < high, and start, the spec's own, within them.
struct Dimension {
  std::string name;  // for people: `base.lr`, `@hidden.lr`
  double low = 0.5;
  double high = 2;
  double start = 1;
  bool global = false;  // searched first, before those of single modules
};

struct Space {
  std::vector<Dimension> dimensions;

  [[nodiscard]] std::size_t size() const { return dimensions.size(); }
  /// All starts.
  [[nodiscard]] std::vector<double> start() const;
};

/// Where a value lies in its range: 0 at low, 1 at high, in the logarithm.
[[nodiscard]] double to_unit(const Dimension& dimension, double value);
[[nodiscard]] std::vector<double> to_unit(const Space& space, const std::vector<double>& point);

/// The value at a place, to six digits, so that what is written in a spec is the very number that was tried. Within the
/// range.
[[nodiscard]] double from_unit(const Dimension& dimension, double place);

}  // namespace cdp::sampling
