// While it lives, tensors on the CPU go the way of a GPU's.
#pragma once

#include "runtime/graph/cpu_path.h"

namespace cdp::runtime::testing {

class GenericPath {
 public:
  GenericPath() { set_cpu_path(CpuPath::kGeneric); }
  ~GenericPath() { set_cpu_path(CpuPath::kKernels); }
  GenericPath(const GenericPath&) = delete;
  GenericPath& operator=(const GenericPath&) = delete;
};

}  // namespace cdp::runtime::testing
