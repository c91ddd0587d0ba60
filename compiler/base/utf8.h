// UTF-8, as far as showing source text needs it. Bytes that are not UTF-8 count as one replacement
// character each, so that every text has columns. Which characters a name may have is the lexer's matter.
#pragma once

#include <cstddef>
#include <string_view>

namespace cdp {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

/// The code point at a byte offset within the text.
[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t offset);

/// How many code points the text has.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

/// How many cells of a terminal it takes: 0 (combining), 1, or 2 (wide East Asian characters, emoji).
[[nodiscard]] int cells(char32_t code_point);

}  // namespace cdp
