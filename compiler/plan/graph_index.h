// Who makes and who reads each value of a block: for whoever follows a plan's data flow.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/plan/graph.h"
#include "compiler/plan/operations.h"

namespace cdp::plan {

/// The value that an argument is (`%7`), or null.
[[nodiscard]] const std::string* value_in(const GraphArgument& argument);
/// The tensor or multiplier that an argument names, folded as the graph has it, or null.
[[nodiscard]] const std::string* parameter_in(const GraphArgument& argument);

/// Whether the node is there and does this operation.
[[nodiscard]] bool is_op(const Node* node, Op op);

/// Of the graph or of one stack's body; a body's own values are another block's. Keeps references to the block.
class BlockIndex {
 public:
  explicit BlockIndex(const Block& block);

  [[nodiscard]] const Block& block() const { return block_; }
  /// Null for an input, and for an argument that is no value.
  [[nodiscard]] const Node* maker(std::string_view value) const;
  [[nodiscard]] const Node* maker_of(const GraphArgument& argument) const;
  /// In the order they run, each once.
  [[nodiscard]] std::span<const Node* const> readers(std::string_view value) const;

 private:
  const Block& block_;
  std::unordered_map<std::string_view, const Node*> makers_;
  std::unordered_map<std::string_view, std::vector<const Node*>> readers_;
};

}  // namespace cdp::plan
