// See cpu_path.h.
#include "runtime/graph/cpu_path.h"

#include <atomic>

namespace cdp::runtime {
namespace {

std::atomic<CpuPath> cpu_path = CpuPath::kKernels;

}  // namespace

void set_cpu_path(CpuPath path) {
  cpu_path = path;
}

bool goes_generic(at::Device device) {
  return !device.is_cpu() || cpu_path == CpuPath::kGeneric;
}

}  // namespace cdp::runtime
