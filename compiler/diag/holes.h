// The holes of a message, which its arguments fill.
#pragma once

#include <cstddef>
#include <string_view>

namespace cdp::diag {

/// The number of `{}` holes in a message. `{{` and `}}` are braces to be shown.
[[nodiscard]] constexpr std::size_t holes(std::string_view message) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < message.size(); ++i) {
    if (message[i] != '{' && message[i] != '}') continue;
    if (message[i] == '{' && message[i + 1] == '}') ++count;
    ++i;
  }
  return count;
}

}  // namespace cdp::diag
