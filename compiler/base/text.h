// Text helpers that several stages share: nearest names, shortest numbers, UTF-8, lists of words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cdp {

/// The candidate nearest to `word` by normalised Damerau-Levenshtein similarity of at least 0.6; of many thousands the
/// first ones are looked at, and of long ones none.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// `; did you mean `x`?` or an empty string: the tail of an "unknown name" message.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// The same where the candidates are few: where none is near it lists them, `; there are a, b and c`.
[[nodiscard]] std::string did_you_mean_or(std::string_view word, std::span<const std::string> candidates);

/// The shortest decimal that reads back to the same double; integers below 1e15 without a point or exponent.
/// JSON's number syntax; what is not finite is `infinite`, `-infinite` or `not a number`, for messages only.
[[nodiscard]] std::string shortest(double value);

/// "a, b and c"
[[nodiscard]] std::string list_of(std::span<const std::string> words, std::string_view last = "and");

/// Hexadecimal SHA-256 of the bytes (FIPS 180-4).
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace cdp
