// See ops.h.
#include "runtime/graph/ops.h"

namespace cdp::runtime {

Forward forward_of(plan::Op op) {
  static constexpr Forward kForwards[] = {
#define OPERATION(name, ...) &ops::name,
#include "compiler/plan/operations.def"
#undef OPERATION
  };
  return kForwards[static_cast<std::size_t>(op)];
}

}  // namespace cdp::runtime
