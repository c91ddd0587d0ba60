// Texts of others on the user's terminal: names of files, tensors, columns and labels, lines of specs. None of them may
// move the cursor, change colours or titles, or turn the direction of writing, and none may flood the screen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cdp {

/// C0, DEL and C1 control characters, ends of lines and paragraphs, and those that turn the direction of writing.
[[nodiscard]] bool steers_terminal(char32_t point);

/// The text with U+FFFD for what steers the terminal, line feeds and tabs included, and for what is not UTF-8.
[[nodiscard]] std::string harmless(std::string_view text);

/// The same for a text of several lines: line feeds and tabs stay.
[[nodiscard]] std::string harmless_lines(std::string_view text);

/// The same where colours may be in it: those that cdp itself writes (`ESC [ 1;31 m`) stay as well.
[[nodiscard]] std::string harmless_but_colours(std::string_view text);

/// What a message may have at most; texts of others have no bound of their own.
inline constexpr std::size_t kLongestMessage = 4000;

/// Harmless, and cut where it is longer than so many characters, with `...` behind it.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most = 40);

}  // namespace cdp
