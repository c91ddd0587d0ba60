// `cdp explain CODE`: what a diagnostic means, why it is one, a spec that has it and one that has not.
// All of it comes from the catalog's rows.
#pragma once

#include <string>
#include <string_view>

#include "compiler/base/result.h"
#include "compiler/diag/catalog.h"

namespace cdp::diag {

/// The page of one code (`E0201`, also `e0201`). An unknown code is an Error with the nearest one.
[[nodiscard]] Result<std::string> explain(std::string_view code);

/// One row as `cdp explain` shows it.
[[nodiscard]] std::string explain(const Row& row);

/// Every code with its message, a line each.
[[nodiscard]] std::string list_codes();

/// A message for readers who see no case of it: holes become `...`, a hole for a suggestion is left out.
[[nodiscard]] std::string without_holes(std::string_view message);

}  // namespace cdp::diag
