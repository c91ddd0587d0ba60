// Random numbers that are the same on every machine and whose state can be kept: the n-th number of a stream depends on
// seed, stream and n alone (SplitMix64 as a counter; Steele, Lea and Flood 2014).
#pragma once

#include <cstdint>

namespace cdp::study {

class Random {
 public:
  /// Streams of one seed are independent of each other. `drawn` numbers have been drawn already.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t drawn = 0);

  /// All 64 bits.
  std::uint64_t bits();
  /// In [0, 1), of 53 bits.
  double uniform();
  /// Mean 0, standard deviation 1; takes two numbers (Box and Muller).
  double normal();
  /// From 0 to count - 1; count at least 1.
  std::uint64_t below(std::uint64_t count);

  /// Numbers drawn so far: what has to be kept.
  [[nodiscard]] std::uint64_t drawn() const { return drawn_; }

 private:
  std::uint64_t key_;
  std::uint64_t drawn_;
};

}  // namespace cdp::study
