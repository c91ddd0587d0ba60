// How large a plan may be. Who writes a plan and who reads one hold the same limits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cdp::plan {

inline constexpr std::int64_t kMostWhole = std::int64_t{1} << 53;       // whole numbers that a double holds too
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 40;    // of one tensor
inline constexpr std::int64_t kMostParameters = std::int64_t{1} << 50;  // of all tensors together
inline constexpr std::size_t kMostDimensions = 8;                       // of a tensor
inline constexpr std::int64_t kMostOperations = std::int64_t{1} << 23;  // with every run of every stack
inline constexpr std::size_t kDeepestStacks = 16;                       // stacks within stacks

}  // namespace cdp::plan
