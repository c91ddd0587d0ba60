// A pseudo-random permutation of 0 .. count - 1 that is computed, not stored: any element, any time, from the key
// alone.
#pragma once

#include <array>
#include <cstdint>

namespace cdp::runtime {

/// Mixes 64 bits (splitmix64's finaliser): equal on every machine, for order and phases, not for secrets.
[[nodiscard]] std::uint64_t mix64(std::uint64_t word);

/// The key of an epoch's order.
[[nodiscard]] std::uint64_t epoch_key(std::uint64_t seed, std::int64_t epoch);

/// A balanced Feistel network over the next even number of bits, walked until it lands inside the range
/// (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
class Permutation {
 public:
  Permutation(std::int64_t count, std::uint64_t key);
  [[nodiscard]] std::int64_t operator()(std::int64_t index) const;

 private:
  [[nodiscard]] std::uint64_t network(std::uint64_t word) const;

  std::uint64_t count_;
  unsigned half_bits_;
  std::array<std::uint64_t, 6> keys_{};
};

}  // namespace cdp::runtime
