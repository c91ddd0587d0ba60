// Dotted names, as those of tensors are: `blocks.3.attn.q.weight`. A part that is a number is an index; in a folded
// name, `blocks.*.attn.q.weight`, a `*` stands in the place of each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::dotted {

/// What stands between the points; at least one part, which may be empty. The parts look into the name.
[[nodiscard]] std::vector<std::string_view> parts(std::string_view name);

/// The inverse of parts().
[[nodiscard]] std::string join(std::span<const std::string_view> parts);

/// `blocks` of `blocks.3.attn`.
[[nodiscard]] constexpr std::string_view first(std::string_view name) {
  return name.substr(0, name.find('.'));
}

/// `attn` of `blocks.3.attn`.
[[nodiscard]] constexpr std::string_view last(std::string_view name) {
  return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

/// `blocks.3` of `blocks.3.attn`; empty for a name of one part.
[[nodiscard]] constexpr std::string_view parent(std::string_view name) {
  const std::size_t point = name.rfind('.');
  return point == std::string_view::npos ? std::string_view() : name.substr(0, point);
}

/// The number of a part that is an index: digits alone, below 2^63.
[[nodiscard]] std::optional<std::int64_t> index(std::string_view part);

/// `blocks.*.attn` of `blocks.3.attn`.
[[nodiscard]] std::string pattern(std::string_view name);

/// The indices of a name, outermost first: {3} of `blocks.3.attn`.
[[nodiscard]] std::vector<std::int64_t> indices(std::string_view name);

/// How many parts of a folded name are a `*`.
[[nodiscard]] std::size_t count_stars(std::string_view folded);

/// `blocks.*.attn.q.weight` with {3} is `blocks.3.attn.q.weight`: the first `*` takes the first index (the outermost
/// stack's). There must be an index for every `*`; a name with fewer stars than indices is shared by the inner stacks'
/// runs.
[[nodiscard]] std::string expand(std::string_view folded, std::span<const std::int64_t> indices);

}  // namespace cdp::dotted
