// Closed sets of words as enums. A text becomes an enumerator where it is read; fmt prints an enumerator as its word.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

namespace cdp {

/// The words of an enum, `all`: an array of std::string_view in the order of the enumerators, which count from 0.
/// Specialised for each such enum.
template <class E>
struct EnumWords;

template <class E>
concept IsWord = requires {
  EnumWords<E>::all;
};

template <IsWord E>
[[nodiscard]] constexpr std::string_view word(E e) {
  return EnumWords<E>::all[static_cast<std::size_t>(e)];
}

/// Nothing where the set has no such word.
template <IsWord E>
[[nodiscard]] constexpr std::optional<E> find_word(std::string_view text) {
  const auto& all = EnumWords<E>::all;
  const auto at = std::find(all.begin(), all.end(), text);
  if (at == all.end()) return std::nullopt;
  return static_cast<E>(at - all.begin());
}

/// All enumerators, in order.
template <IsWord E>
[[nodiscard]] constexpr auto all_of() {
  std::array<E, EnumWords<E>::all.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<E>(i);
  return all;
}

/// The words as strings, for suggestions and lists in messages.
template <IsWord E>
[[nodiscard]] std::vector<std::string> strings() {
  return {EnumWords<E>::all.begin(), EnumWords<E>::all.end()};
}

}  // namespace cdp

template <cdp::IsWord E>
struct fmt::formatter<E> : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(E e, Context& context) const {
    return fmt::formatter<std::string_view>::format(cdp::word(e), context);
  }
};
