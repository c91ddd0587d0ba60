// See scalar_text.h.
#include "compiler/plan/scalar_text.h"

#include "compiler/base/text.h"

namespace cdp::plan {

std::string scalar_text(const Scalar& scalar) {
  if (const bool* truth = std::get_if<bool>(&scalar)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return std::to_string(*whole);
  if (const double* number = std::get_if<double>(&scalar)) return shortest(*number);
  return '"' + std::get<std::string>(scalar) + '"';
}

}  // namespace cdp::plan
