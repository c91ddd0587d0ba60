// See space.h.
#include "study/sampling/space.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "compiler/base/check.h"

namespace cdp::sampling {

std::vector<double> Space::start() const {
  std::vector<double> point;
  point.reserve(dimensions.size());
  for (const Dimension& dimension : dimensions) point.push_back(dimension.start);
  return point;
}

double to_unit(const Dimension& dimension, double value) {
  CHECK(dimension.low > 0 && dimension.high > dimension.low);
  const double place = std::log(value / dimension.low) / std::log(dimension.high / dimension.low);
  return std::clamp(place, 0.0, 1.0);
}

std::vector<double> to_unit(const Space& space, const std::vector<double>& point) {
  CHECK(point.size() == space.size());
  std::vector<double> unit;
  unit.reserve(point.size());
  for (std::size_t i = 0; i < point.size(); ++i) unit.push_back(to_unit(space.dimensions[i], point[i]));
  return unit;
}

double from_unit(const Dimension& dimension, double place) {
  CHECK(dimension.low > 0 && dimension.high > dimension.low);
  const double exact = dimension.low * std::exp(place * std::log(dimension.high / dimension.low));
  const double rounded = std::strtod(fmt::format("{:.6g}", exact).c_str(), nullptr);
  return std::clamp(rounded, dimension.low, dimension.high);
}

}  // namespace cdp::sampling
