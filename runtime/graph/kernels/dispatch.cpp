// Which copy of the kernels this processor runs: x86-64 of any age, -v3 (AVX2, FMA) or -v4 (AVX-512).
#include "runtime/graph/kernels/kernels.h"

namespace cdp::runtime::kernels {

#define KERNEL(name, Job) void name(const Job& job, std::int64_t begin, std::int64_t end);
namespace generic {
#include "runtime/graph/kernels/kernels.def"
}
#if defined(__x86_64__)
namespace v3 {
#include "runtime/graph/kernels/kernels.def"
}
namespace v4 {
#include "runtime/graph/kernels/kernels.def"
}
#endif
#undef KERNEL

namespace {

constexpr Kernels kAll[] = {
#define KERNEL(name, Job) &generic::name,
    {
        "generic",
#include "runtime/graph/kernels/kernels.def"
    },
#undef KERNEL
#if defined(__x86_64__)
#define KERNEL(name, Job) &v3::name,
    {
        "x86-64-v3",
#include "runtime/graph/kernels/kernels.def"
    },
#undef KERNEL
#define KERNEL(name, Job) &v4::name,
    {
        "x86-64-v4",
#include "runtime/graph/kernels/kernels.def"
    },
#undef KERNEL
#endif
};

int count_available() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return 3;
  if (__builtin_cpu_supports("x86-64-v3")) return 2;
#endif
  return 1;
}

}  // namespace

int available() {
  static const int count = count_available();
  return count;
}

const Kernels& at(int i) {
  return kAll[i];
}

const Kernels& best() {
  return kAll[available() - 1];
}

std::int64_t attention_scratch(std::int64_t time, std::int64_t width) {
  constexpr std::int64_t kBlock = kAttentionBlock;
  const std::int64_t length = (time + kBlock - 1) / kBlock * kBlock;
  const std::int64_t wide = (width + kBlock - 1) / kBlock * kBlock;
  // The backward pass's pieces; forward takes fewer.
  return 5 * length * wide + 2 * kAttentionSpread * wide + 2 * kBlock * (length + kAttentionSpread) + 3 * kBlock * wide;
}

}  // namespace cdp::runtime::kernels
