// See graph.h.
#include "compiler/plan/graph.h"

#include <algorithm>

#include "compiler/base/saturating.h"

namespace cdp::plan {
std::int64_t unfolded_operations(const Block& block) {
  std::int64_t count = 0;
  for (const Node& node : block.nodes) {
    const std::int64_t runs = std::max<std::int64_t>(0, node.count.value_or(1));
    // A run takes a value for each argument, whatever it does with them.
    const auto taken = static_cast<std::int64_t>(1 + node.args.size());
    const std::int64_t inside = node.body ? saturating_sum(taken, unfolded_operations(*node.body)) : 1;
    count = saturating_sum(count, saturating_product(runs, inside));
  }
  return count;
}

}  // namespace cdp::plan
