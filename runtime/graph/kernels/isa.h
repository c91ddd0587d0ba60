// For the kernels' sources only: which instruction set this copy is for, its vector, bf16 and exp. Nothing here may
// come from an inline function of the standard library: the linker would keep one copy for all, perhaps the widest.
#pragma once

#include <stdint.h>

#include "runtime/graph/kernels/kernels.h"

#ifndef CDP_ISA
#error "compile the kernels with cdp_kernel_library()"
#endif

namespace cdp::runtime::kernels::CDP_ISA {

#define KERNEL(name, Job) void name(const Job& job, std::int64_t begin, std::int64_t end);
#include "runtime/graph/kernels/kernels.def"
#undef KERNEL

namespace {

struct Bf16 {
  uint16_t bits;
};

[[maybe_unused]] inline float load(const float* p) {
  return *p;
}
[[maybe_unused]] inline float load(const Bf16* p) {
  return __builtin_bit_cast(float, static_cast<uint32_t>(p->bits) << 16);
}

[[maybe_unused]] inline void store(float* p, float x) {
  *p = x;
}
/// To the nearest, ties to even; NaN stays NaN.
[[maybe_unused]] inline void store(Bf16* p, float x) {
  const uint32_t bits = __builtin_bit_cast(uint32_t, x);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  p->bits = static_cast<uint16_t>(x == x ? rounded : 0x7fc0u);
}

/// e^x to 2 ulp for x in [-87, 88], clamped outside: Cody-Waite reduction and a polynomial, so that loops vectorise.
[[maybe_unused]] inline float exponential(float x) {
  constexpr float kLog2E = 1.44269504088896341f, kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float n = (x * kLog2E + kRound) - kRound;
  const float r = (x - n * kLn2High) - n * kLn2Low;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const int32_t exponent = static_cast<int32_t>(n) + 127;
  return p * __builtin_bit_cast(float, exponent << 23);
}

[[maybe_unused]] inline float sigmoid(float x) {
  return 1.0f / (1.0f + exponential(-x));
}

}  // namespace
}  // namespace cdp::runtime::kernels::CDP_ISA
