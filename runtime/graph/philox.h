// Random numbers by counter: Philox4x32-10 (Salmon et al., SC 2011), keyed by a seed and a name. The n-th block is a
// function of (seed, name, n) alone, so initial values don't depend on order, threads, device or LibTorch.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cdp::runtime {

class Philox {
 public:
  Philox(std::int64_t seed, std::string_view name);

  /// Four uniform 32-bit numbers.
  [[nodiscard]] std::array<std::uint32_t, 4> block(std::uint64_t index) const;

  /// The raw function, for the published test vectors.
  [[nodiscard]] static std::array<std::uint32_t, 4> generate(std::array<std::uint32_t, 4> counter,
                                                             std::array<std::uint32_t, 2> key);

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> stream_;  // the upper half of the counter
};

/// In (0, 1): the middles of 2^24 cells, so never 0 or 1.
[[nodiscard]] constexpr double unit_interval(std::uint32_t bits) {
  return ((bits >> 8) + 0.5) * (1.0 / 16777216.0);
}

}  // namespace cdp::runtime
