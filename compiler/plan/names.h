// Names of tensors and multipliers that files of weights use for something else.
#pragma once

#include <string_view>

#include "compiler/base/dotted.h"

namespace cdp::plan {

/// Whether a name, or its first part, is that of a safetensors file's metadata or of the optimizer's state in a
/// checkpoint.
[[nodiscard]] constexpr bool is_taken(std::string_view name) {
  const std::string_view first = dotted::first(name);
  return first == "__metadata__" || first == "optimizer";
}

}  // namespace cdp::plan
