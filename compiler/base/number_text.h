// Numbers as people read them, in tables and messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cdp {

/// Four significant digits; six where the number is a decay close to 1.
[[nodiscard]] std::string short_number(double value);

/// `10M`, `1.5B`, `256`: at most four digits and a suffix of the language.
[[nodiscard]] std::string with_suffix(double value);

/// `128 -> 1024`, or `256` where nothing changes.
[[nodiscard]] std::string change(double from, double to);

/// Whether a word is a whole number that no option can hold: CLI11 takes the nearest that it can, and says nothing.
[[nodiscard]] bool is_beyond_64_bits(std::string_view word);

/// Why a word is not the number that an option wants: `must be a number, found `x``, or that it is too large a one.
[[nodiscard]] std::string no_number(std::string_view word);

/// `1 error`, `2 errors`
[[nodiscard]] std::string counted(std::size_t count, std::string_view one);

}  // namespace cdp
