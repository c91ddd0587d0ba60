// Specs that nobody wrote: random models, scales and rules, most of them sound and many nearly so. What `cdp check`
// says of one must hold for all that comes after it.
#pragma once

#include <cstdint>
#include <string>

namespace cdp::test {

/// The same spec for the same seed, with targets `a` and `b`. Small enough to train a step in milliseconds, but where a
/// number is deliberately huge.
[[nodiscard]] std::string random_spec(std::uint64_t seed);

}  // namespace cdp::test
