// See random.h.
#include "study/statistics/random.h"

#include <cmath>
#include <numbers>

namespace cdp::study {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t drawn)
    : key_(mix(mix(seed + kGolden) ^ (stream * kGolden))), drawn_(drawn) {}

std::uint64_t Random::bits() {
  return mix(key_ + ++drawn_ * kGolden);
}

double Random::uniform() {
  return static_cast<double>(bits() >> 11U) * 0x1p-53;
}

double Random::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::uint64_t Random::below(std::uint64_t count) {
  return static_cast<std::uint64_t>(uniform() * static_cast<double>(count));
}

}  // namespace cdp::study
