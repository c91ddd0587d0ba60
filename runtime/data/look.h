// What bytes look like: text, ids of 16, 32 or 64 bits, noise. Judged from pieces out of several places, so that a file
// of any size costs the same. Each finding is a guess that --token-type can overrule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/data/token_type.h"

namespace cdp::runtime {

/// Parts of a file in their order, each beginning at a multiple of eight bytes.
using Pieces = std::vector<std::span<const std::byte>>;

/// All of a small file; sixteen pieces of 32 KiB, evenly spread from its beginning to its end, of others.
[[nodiscard]] Pieces pieces_of(std::span<const std::byte> bytes);

struct TextLook {
  std::uint64_t bytes = 0;
  std::uint64_t invalid = 0;        // that are no UTF-8, not counting characters that an end of a piece cuts
  std::uint64_t controls = 0;       // that no text has: NUL and most below blank
  std::uint64_t zeros[2] = {0, 0};  // NUL at even and at odd places
};
[[nodiscard]] TextLook look_at_text(const Pieces& pieces);

/// More than one byte in 10,000 (one, in a smaller file) cannot be in a text of UTF-8.
[[nodiscard]] bool is_no_text(const TextLook& look);

/// What bytes that are no text look like: `integers of 32 bits`, `text in UTF-16`, `random or compressed bytes`.
[[nodiscard]] std::string what_else(const TextLook& look, const Pieces& pieces);

/// A finding about ids, and what to do.
struct Suspicion {
  std::string what;  // `looks like ids of 32 bits: ...`
  std::string way;   // `read it with --token-type uint32`
};

/// Whether bytes that are to be read as ids of a type look like something else. Few bytes look like nothing.
[[nodiscard]] std::optional<Suspicion> suspect_ids(const Pieces& pieces, TokenType type);

/// Whether ids of 32 bits are halves of 64: nobody means such a file.
[[nodiscard]] bool looks_64_bit(const Pieces& pieces);

}  // namespace cdp::runtime
