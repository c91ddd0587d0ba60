// Philox4x32-10 and how a seed and a name become its key and stream.
#include "runtime/graph/philox.h"

namespace cdp::runtime {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53u, kMultiplier1 = 0xCD9E8D57u;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9u, kWeyl1 = 0xBB67AE85u;
constexpr int kRounds = 10;

/// FNV-1a, 64 bits: names are few and a collision would only make two tensors start alike.
std::uint64_t hash(std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325u;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return h;
}

std::array<std::uint32_t, 2> halves(std::uint64_t x) {
  return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32)};
}

}  // namespace

Philox::Philox(std::int64_t seed, std::string_view name)
    : key_(halves(static_cast<std::uint64_t>(seed))), stream_(halves(hash(name))) {}

std::array<std::uint32_t, 4> Philox::block(std::uint64_t index) const {
  const auto low = halves(index);
  return generate({low[0], low[1], stream_[0], stream_[1]}, key_);
}

std::array<std::uint32_t, 4> Philox::generate(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{kMultiplier0} * c[0];
    const std::uint64_t product1 = std::uint64_t{kMultiplier1} * c[2];
    c = {static_cast<std::uint32_t>(product1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(product1),
         static_cast<std::uint32_t>(product0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return c;
}

}  // namespace cdp::runtime
