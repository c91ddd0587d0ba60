// A 64-bit checksum of bytes: finds damage on disk, is no defence against intent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cdp {

/// Of bytes that come in pieces; how they are cut does not matter.
class Checksum {
 public:
  void add(std::span<const std::byte> bytes);
  /// Of what was added so far.
  [[nodiscard]] std::uint64_t value() const;

 private:
  static constexpr std::size_t kLanes = 4;
  static constexpr std::size_t kRound = kLanes * sizeof(std::uint64_t);

  void round(const std::byte* bytes);

  std::array<std::uint64_t, kLanes> lanes_ = {1, 2, 3, 4};
  std::array<std::byte, kRound> rest_{};  // the first length_ % kRound are of the round that is not yet whole
  std::uint64_t length_ = 0;
};

/// Depends on every bit and on the length; the same on every machine. About as fast as memory is read.
[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> bytes);

}  // namespace cdp
