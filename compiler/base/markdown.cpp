// See markdown.h.
#include "compiler/base/markdown.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/harmless.h"

namespace cdp::markdown {

std::string code(std::string_view text) {
  const std::string shown = harmless(text);
  if (shown.empty()) return "";
  std::size_t longest = 0;
  std::size_t run = 0;
  std::string inside;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    inside += c == '|' ? "\\|" : std::string(1, c);
  }
  const std::string ticks(longest + 1, '`');
  const std::string_view space = longest > 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", ticks, space, inside, space, ticks);
}

std::string plain(std::string_view text) {
  std::string result;
  for (const char c : harmless(text)) {
    if (c == '<' || c == '&' || c == '@')
      result += fmt::format("&#{};", static_cast<int>(c));
    else if (std::string_view("\\`*_{}[]()#+!|~$").find(c) != std::string_view::npos)
      result += {'\\', c};
    else
      result += c;
  }
  return result;
}

}  // namespace cdp::markdown
