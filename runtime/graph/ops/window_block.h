// How attention with a window is cut into blocks; without LibTorch, for the estimate of its memory.
#pragma once

#include <algorithm>
#include <cstdint>

namespace cdp::runtime {

/// Queries a block: it sees the keys of its own block, of the one before it, and if it is not causal of the one behind.
[[nodiscard]] constexpr std::int64_t window_block(std::int64_t window) {
  constexpr std::int64_t kLeast = 32;
  return std::max(window, kLeast);
}
/// Blocks whose keys a query has scores with.
[[nodiscard]] constexpr std::int64_t window_neighbours(bool causal) {
  return causal ? 2 : 3;
}

}  // namespace cdp::runtime
