// The loader for PyTorch, python/cdp_plan.py, built into the program so that who has the program has the loader.
#pragma once

#include <string_view>

namespace cdp::exporting {

[[nodiscard]] std::string_view loader();

}  // namespace cdp::exporting
