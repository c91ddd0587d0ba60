// See exponent.h.
#include "compiler/analysis/growth/exponent.h"

#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp::analysis {

double rounded(double exponent) {
  constexpr double kStep = 1e6;
  const double value = std::round(exponent * kStep) / kStep;
  return value == 0 ? 0 : value;  // no -0
}

std::string text_of(const Exponent& exponent, std::string_view base) {
  if (!exponent.known()) return "?";
  if (exponent.nothing()) return "0";
  const double value = rounded(exponent.value);
  if (value == 0) return "1";
  return value == 1 ? std::string(base) : fmt::format("{}^{}", base, shortest(value));
}

}  // namespace cdp::analysis
