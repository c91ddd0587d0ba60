// Four lanes of 8-byte words, each mixed by a multiplication and a rotation, as xxHash64 does (Y. Collet); the lanes
// and the rest are then folded into one.
#include "runtime/train/checksum.h"

#include <array>
#include <bit>
#include <cstring>

namespace cdp::runtime {
namespace {

static_assert(std::endian::native == std::endian::little);

// xxHash64's first two primes.
constexpr std::uint64_t kFirstPrime = 0x9e3779b185ebca87;
constexpr std::uint64_t kSecondPrime = 0xc2b2ae3d27d4eb4f;
constexpr std::size_t kLanes = 4;
constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t mixed(std::uint64_t state, std::uint64_t word) {
  return std::rotl(state + word * kSecondPrime, 31) * kFirstPrime;
}

std::uint64_t word_at(std::span<const std::byte> bytes, std::size_t at, std::size_t length = kWord) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, length);
  return word;
}

}  // namespace

std::uint64_t checksum(std::span<const std::byte> bytes) {
  std::array<std::uint64_t, kLanes> lanes = {1, 2, 3, 4};
  std::size_t at = 0;
  for (; at + kLanes * kWord <= bytes.size(); at += kLanes * kWord)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] = mixed(lanes[lane], word_at(bytes, at + lane * kWord));
  std::uint64_t state = bytes.size();
  for (const std::uint64_t lane : lanes) state = mixed(state, lane);
  for (; at + kWord <= bytes.size(); at += kWord) state = mixed(state, word_at(bytes, at));
  if (at < bytes.size()) state = mixed(state, word_at(bytes, at, bytes.size() - at));
  state ^= state >> 32;
  return state * kSecondPrime;
}

}  // namespace cdp::runtime
