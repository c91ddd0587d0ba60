// What the plan's graph tells about tensors that a file may hold otherwise: which of them read the same value (and are
// fused by others), which is the head, and whether that is the embedding.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace cdp::verify {

/// All names are the graph's, with `*` for the indices of stacks.
struct DataFlow {
  /// Matrices, or banks of them, that are contracted with the same value (q, k and v; gate and up), and the offsets
  /// added behind them.
  std::vector<std::vector<std::string>> siblings;
  std::set<std::string> matrices;   // contracted
  std::set<std::string> tables;     // read by rows
  std::optional<std::string> head;  // whose products are the logits
};

[[nodiscard]] DataFlow data_flow(const plan::Plan& plan);

}  // namespace cdp::verify
