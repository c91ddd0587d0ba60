// The words that text and Markdown share.
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/stability/report.h"

namespace cdp::stability {

std::string exponent_text(const analysis::Exponent& exponent, std::string_view base) {
  if (!exponent.known()) return "?";
  if (exponent.nothing()) return "0";
  constexpr double kStep = 1e6;  // sums of a few rationals
  const double value = std::round(exponent.value * kStep) / kStep;
  if (value == 0) return "1";
  return value == 1 ? std::string(base) : fmt::format("{}^{}", base, shortest(value));
}

std::string sentence(const Finding& finding, std::string_view axis) {
  return fmt::format("`{}` goes with {} and must go with {}", finding.hp, exponent_text({finding.found}, axis),
                     exponent_text({finding.wanted}, axis));
}

}  // namespace cdp::stability
