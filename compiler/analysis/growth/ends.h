// Where what a matrix makes is used: behind the constant factors that scale it, the offsets added to it and the
// operations that only move entries. Sizes are held there, so that a factor in front and one inside of the matrix count
// the same.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "compiler/analysis/growth/forward.h"
#include "compiler/analysis/growth/graph.h"

namespace cdp::analysis {

enum class EndKind {
  kOutput,      // the model's output
  kNormalised,  // a norm divides by its size
  kStream,      // it is added to the stream of a stack
  kRead,        // anything else
};

struct End {
  EndKind kind = EndKind::kRead;
  const model::Node* node = nullptr;          // that uses it; null: the model's output
  Exponent factor{0};                         // of all constants on the way
  std::vector<std::size_t> multipliers = {};  // those of them that are hyperparameters, in order
  std::vector<std::size_t> stacks = {};       // around the sum with the stream that its branch ends in
};

/// Of a value; `forward` knows which values are streams.
[[nodiscard]] std::vector<End> ends_of(const Given& given, const FlowGraph& graph, const ForwardPass& forward,
                                       std::size_t value);

}  // namespace cdp::analysis
