// The folded data flow as the analysis of growth walks it: who makes and who reads a value, and how often it is made.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/analysis/growth/given.h"

namespace cdp::analysis {

/// Where a value goes.
struct Reader {
  const model::Node* node = nullptr;
  std::size_t argument = 0;
};

class FlowGraph {
 public:
  /// The model outlives it.
  explicit FlowGraph(const model::Model& model);

  /// Null for an input.
  [[nodiscard]] const model::Node* maker(std::size_t value) const { return makers_[value]; }
  [[nodiscard]] const std::vector<Reader>& readers(std::size_t value) const { return readers_[value]; }
  /// Operations and stacks of all blocks, each body right before its stack: in the order in which data flows.
  [[nodiscard]] const std::vector<const model::Node*>& nodes() const { return nodes_; }
  /// The stacks around a value, outermost first.
  [[nodiscard]] const std::vector<std::size_t>& stacks(std::size_t value) const { return stacks_[value]; }

 private:
  void add(const model::Block& block, const std::vector<std::size_t>& around);

  std::vector<const model::Node*> makers_, nodes_;
  std::vector<std::vector<Reader>> readers_;
  std::vector<std::vector<std::size_t>> stacks_;
};

/// The value that an argument is, or null.
[[nodiscard]] inline const model::ValueId* value_in(const model::NodeArgument& argument) {
  return std::get_if<model::ValueId>(&argument);
}
/// The tensor that an argument is, or null.
[[nodiscard]] inline const sema::TensorRef* tensor_in(const model::NodeArgument& argument) {
  return std::get_if<sema::TensorRef>(&argument);
}
/// Of a node that takes so many arguments, else null.
[[nodiscard]] inline const sema::TensorRef* tensor_at(const model::Node& node, std::size_t argument) {
  return argument < node.args.size() ? tensor_in(node.args[argument]) : nullptr;
}
/// A number or multiplier that an operation takes: how it grows.
[[nodiscard]] Exponent factor_in(const Given& given, const model::NodeArgument& argument);
/// The factor of attention's logits.
[[nodiscard]] inline Exponent logits_factor(const Given& given, const model::Node& attention) {
  return factor_in(given, attention.args[3]) + given.scale_correction(&attention);
}
/// A constant of an operation; null where it is not written.
[[nodiscard]] const model::Sym* constant_of(const model::Node& node, std::string_view name);

[[nodiscard]] inline plan::Transfer transfer_of(const model::Node& node) {
  return plan::operation(node.op).transfer;
}

}  // namespace cdp::analysis
