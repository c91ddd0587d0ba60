// Two texts as a unified diff, as `cdp fmt --diff` prints it and `patch` reads it.
#pragma once

#include <string>
#include <string_view>

namespace cdp::format {

/// Three lines of context; `--- from`, `+++ to`. Empty if the texts are equal.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after, std::string_view from,
                                       std::string_view to);

}  // namespace cdp::format
