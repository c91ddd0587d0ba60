// See graph_index.h.
#include "compiler/plan/graph_index.h"

namespace cdp::plan {

const std::string* value_in(const GraphArgument& argument) {
  const auto* text = std::get_if<std::string>(&argument);
  return text != nullptr && is_value(*text) ? text : nullptr;
}

const std::string* parameter_in(const GraphArgument& argument) {
  const auto* text = std::get_if<std::string>(&argument);
  return text != nullptr && !is_value(*text) ? text : nullptr;
}

bool is_op(const Node* node, Op op) {
  return node != nullptr && node->op == operation(op).name;
}

BlockIndex::BlockIndex(const Block& block) : block_(block) {
  for (const Node& node : block.nodes) {
    makers_.emplace(node.id, &node);
    for (const GraphArgument& argument : node.args) {
      const std::string* value = value_in(argument);
      if (value == nullptr) continue;
      std::vector<const Node*>& readers = readers_[*value];
      if (readers.empty() || readers.back() != &node) readers.push_back(&node);
    }
  }
}

const Node* BlockIndex::maker(std::string_view value) const {
  const auto found = makers_.find(value);
  return found == makers_.end() ? nullptr : found->second;
}

const Node* BlockIndex::maker_of(const GraphArgument& argument) const {
  const std::string* value = value_in(argument);
  return value == nullptr ? nullptr : maker(*value);
}

std::span<const Node* const> BlockIndex::readers(std::string_view value) const {
  const auto found = readers_.find(value);
  return found == readers_.end() ? std::span<const Node* const>() : std::span(found->second);
}

}  // namespace cdp::plan
