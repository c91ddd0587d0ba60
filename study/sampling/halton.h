// A scrambled Halton sequence: points that fill a cube more evenly than random ones (Halton 1960; the digits of each
// dimension permuted at random, as in Owen, "A randomized Halton algorithm in R", arXiv:1706.02808).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cdp::sampling {

/// The point of that index, in [0, 1)^dimensions. Sequences of different seeds are scrambled differently.
[[nodiscard]] std::vector<double> halton(std::uint64_t seed, std::uint64_t index, std::size_t dimensions);

}  // namespace cdp::sampling
