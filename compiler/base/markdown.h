// Texts of others in Markdown, such as a comment on a pull request: a name cannot end a table, add a link or mention a
// person.
#pragma once

#include <string>
#include <string_view>

namespace cdp::markdown {

/// A code span, its backticks longer than any within; a `|` would end a table's cell even in code. Empty for no text.
[[nodiscard]] std::string code(std::string_view text);

/// Words as they are, without meaning for Markdown or HTML.
[[nodiscard]] std::string plain(std::string_view text);

}  // namespace cdp::markdown
