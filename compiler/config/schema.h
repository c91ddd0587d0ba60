// The JSON Schema (2020-12) of cdp.toml, for editors: they complete keys, show their meaning and mark what cannot be.
#pragma once

#include <string>

namespace cdp::config {

[[nodiscard]] std::string schema();

}  // namespace cdp::config
