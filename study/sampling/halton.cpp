// See halton.h.
#include "study/sampling/halton.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "study/statistics/random.h"

namespace cdp::sampling {
namespace {

constexpr double kSmallest = 0x1p-53;                        // digits below it change no double near 1
constexpr std::uint64_t kStreams = std::uint64_t{1} << 32U;  // apart from those that samplers draw from, by trial

std::vector<std::uint64_t> primes(std::size_t count) {
  std::vector<std::uint64_t> found;
  for (std::uint64_t number = 2; found.size() < count; ++number)
    if (std::none_of(found.begin(), found.end(), [&](std::uint64_t prime) { return number % prime == 0; }))
      found.push_back(number);
  return found;
}

/// What a digit becomes: its image under a random permutation of 0 .. base - 1.
std::uint64_t scrambled(std::uint64_t digit, std::uint64_t base, study::Random& random) {
  std::vector<std::uint64_t> images(base);
  std::iota(images.begin(), images.end(), std::uint64_t{0});
  for (std::uint64_t i = base - 1; i > 0; --i) std::swap(images[i], images[random.below(i + 1)]);
  return images[digit];
}

}  // namespace

std::vector<double> halton(std::uint64_t seed, std::uint64_t index, std::size_t dimensions) {
  std::vector<double> point;
  point.reserve(dimensions);
  for (const std::uint64_t base : primes(dimensions)) {
    study::Random random(seed, kStreams + point.size());
    double value = 0;
    double place = 1;
    for (std::uint64_t rest = index; place > kSmallest; rest /= base) {
      place /= static_cast<double>(base);
      value += place * static_cast<double>(scrambled(rest % base, base, random));
    }
    point.push_back(std::min(value, 1 - kSmallest));
  }
  return point;
}

}  // namespace cdp::sampling
