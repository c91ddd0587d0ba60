// A 64-bit checksum of bytes: finds damage on disk, is no defence against intent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cdp::runtime {

/// Depends on every bit and on the length; the same on every machine. About as fast as memory is read.
[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> bytes);

}  // namespace cdp::runtime
