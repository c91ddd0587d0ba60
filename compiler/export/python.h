// Python's literals and files, for exporters to trainers that are configured in Python.
#pragma once

#include <string>
#include <string_view>

#include "compiler/plan/plan.h"

namespace cdp::exporting {

/// `0.001`, `1e-08`: the shortest digits, read by Python as a float.
[[nodiscard]] std::string python_float(double value);

/// In double quotes, with escapes.
[[nodiscard]] std::string python_string(std::string_view text);

/// The head of a file: of which plan it is, and that it is not to be edited.
[[nodiscard]] std::string python_head(const plan::Plan& plan, std::string_view what, std::string_view how);

}  // namespace cdp::exporting
