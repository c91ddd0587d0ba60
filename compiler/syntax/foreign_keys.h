// Words that other trainers use for what cdp has (foreign_keys.def), for suggestions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cdp::syntax {

struct ForeignKey {
  std::string_view theirs;  // words with one space between them
  std::string_view ours;    // empty where no one name answers it
  std::string_view advice;
};
[[nodiscard]] std::span<const ForeignKey> foreign_keys();

/// The row of a word; null where it is nobody's.
[[nodiscard]] const ForeignKey* find_foreign_key(std::string_view word);

/// The tail of a message about an unknown key of a block: what to write instead of another trainer's word, else the
/// nearest of the known or, where they are few, all of them.
[[nodiscard]] std::string meant_key(std::string_view word, std::span<const std::string> known);

/// The tail of a message about an unknown name: what to write where one of the known answers it, else the nearest.
[[nodiscard]] std::string meant_name(std::string_view word, std::span<const std::string> known);

}  // namespace cdp::syntax
