// Which items of two sequences belong together: those of a longest common subsequence. Knows nothing of what the items
// are; compare() uses it on chains of reasons and on the operations of a graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cdp::diff {

struct Match {
  std::size_t a = 0;
  std::size_t b = 0;
};

/// Equal items in order, both indices rising. The result for (b, a) is that for (a, b) with its sides exchanged. Of
/// long sequences only items that stand once in each are matched, and what is equal around them.
[[nodiscard]] std::vector<Match> align(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);
[[nodiscard]] std::vector<Match> align(std::span<const std::string_view> a, std::span<const std::string_view> b);

}  // namespace cdp::diff
