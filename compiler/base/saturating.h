// Sums and products of counts that stop at the largest number instead of running over.
#pragma once

#include <cstdint>
#include <limits>

namespace cdp {

inline constexpr std::int64_t kSaturated = std::numeric_limits<std::int64_t>::max();

/// Of numbers that are not negative.
[[nodiscard]] constexpr std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kSaturated : sum;
}

/// Of numbers that are not negative.
template <class... More>
[[nodiscard]] constexpr std::int64_t saturating_product(std::int64_t a, std::int64_t b, More... more) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) product = kSaturated;
  if constexpr (sizeof...(more) == 0)
    return product;
  else
    return saturating_product(product, more...);
}

}  // namespace cdp
