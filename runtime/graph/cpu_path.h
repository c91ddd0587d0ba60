// Which way tensors on the CPU go: through the kernels for CPUs, or the way that a GPU's tensors go. So tests, and
// `cdp train --no-kernels`, reach all that a GPU runs where there is none.
#pragma once

#include "runtime/torch_compat.h"

namespace cdp::runtime {

enum class CpuPath { kKernels, kGeneric };

/// Of the whole process, kernels at first. Set before a model is built, not while one runs.
void set_cpu_path(CpuPath path);

/// Whether tensors of this device go the way of a GPU's: always on a GPU.
[[nodiscard]] bool goes_generic(at::Device device);

}  // namespace cdp::runtime
