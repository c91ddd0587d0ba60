// See exponent.h.
#include "compiler/analysis/growth/exponent.h"

#include <cmath>

namespace cdp::analysis {

double rounded(double exponent) {
  constexpr double kStep = 1e6;
  const double value = std::round(exponent * kStep) / kStep;
  return value == 0 ? 0 : value;  // no -0
}

}  // namespace cdp::analysis
