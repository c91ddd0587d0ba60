// A scalar as the language writes it.
#pragma once

#include <string>

#include "compiler/plan/fields.h"

namespace cdp::plan {

/// `true`, `12`, `0.5`, `"linear"`
[[nodiscard]] std::string scalar_text(const Scalar& scalar);

}  // namespace cdp::plan
