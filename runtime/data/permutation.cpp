// The Feistel network of permutation.h. The domain is below four times the range, so the walk is short.
#include "runtime/data/permutation.h"

#include <bit>

#include "compiler/base/check.h"

namespace cdp::runtime {

std::uint64_t mix64(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
  word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
  return word ^ (word >> 31);
}

std::uint64_t epoch_key(std::uint64_t seed, std::int64_t epoch) {
  return mix64(mix64(seed) ^ static_cast<std::uint64_t>(epoch));
}

Permutation::Permutation(std::int64_t count, std::uint64_t key) : count_(static_cast<std::uint64_t>(count)) {
  CHECK(count > 0);
  const auto bits = static_cast<unsigned>(std::bit_width(count_ - 1));
  half_bits_ = bits < 2 ? 1 : (bits + 1) / 2;
  for (std::uint64_t& round : keys_) round = key = mix64(key);
}

std::uint64_t Permutation::network(std::uint64_t word) const {
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t left = word >> half_bits_;
  std::uint64_t right = word & mask;
  for (const std::uint64_t key : keys_) {
    const std::uint64_t next = left ^ (mix64(right ^ key) & mask);
    left = right;
    right = next;
  }
  return left << half_bits_ | right;
}

std::int64_t Permutation::operator()(std::int64_t index) const {
  CHECK(index >= 0 && static_cast<std::uint64_t>(index) < count_);
  auto word = static_cast<std::uint64_t>(index);
  do {
    word = network(word);
  } while (word >= count_);
  return static_cast<std::int64_t>(word);
}

}  // namespace cdp::runtime
