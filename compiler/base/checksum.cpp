// Four lanes of 8-byte words, each mixed by a multiplication and a rotation, as xxHash64 does (Y. Collet); the lanes
// and the rest are then folded into one.
#include "compiler/base/checksum.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cdp {
namespace {

static_assert(std::endian::native == std::endian::little);

// xxHash64's first two primes.
constexpr std::uint64_t kFirstPrime = 0x9e3779b185ebca87;
constexpr std::uint64_t kSecondPrime = 0xc2b2ae3d27d4eb4f;
constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t mixed(std::uint64_t state, std::uint64_t word) {
  return std::rotl(state + word * kSecondPrime, 31) * kFirstPrime;
}

std::uint64_t word_at(const std::byte* bytes, std::size_t length = kWord) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, length);
  return word;
}

}  // namespace

void Checksum::round(const std::byte* bytes) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) lanes_[lane] = mixed(lanes_[lane], word_at(bytes + lane * kWord));
}

void Checksum::add(std::span<const std::byte> bytes) {
  const std::size_t held = length_ % kRound;
  length_ += bytes.size();
  if (held > 0) {
    const std::size_t more = std::min(kRound - held, bytes.size());
    std::copy_n(bytes.begin(), more, rest_.begin() + static_cast<std::ptrdiff_t>(held));
    bytes = bytes.subspan(more);
    if (held + more < kRound) return;
    round(rest_.data());
  }
  std::size_t at = 0;
  for (; at + kRound <= bytes.size(); at += kRound) round(bytes.data() + at);
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), rest_.begin());
}

std::uint64_t Checksum::value() const {
  std::uint64_t state = length_;
  for (const std::uint64_t lane : lanes_) state = mixed(state, lane);
  const std::size_t held = length_ % kRound;
  std::size_t at = 0;
  for (; at + kWord <= held; at += kWord) state = mixed(state, word_at(rest_.data() + at));
  if (at < held) state = mixed(state, word_at(rest_.data() + at, held - at));
  state ^= state >> 32;
  return state * kSecondPrime;
}

std::uint64_t checksum(std::span<const std::byte> bytes) {
  Checksum sum;
  sum.add(bytes);
  return sum.value();
}

}  // namespace cdp
