// Walks the graph; see data_flow.h.
#include "compiler/verify/data_flow.h"

#include <span>
#include <string_view>
#include <unordered_set>

#include "compiler/plan/pattern.h"

namespace cdp::verify {
namespace {

class Walk {
 public:
  DataFlow flow;

  void visit(const plan::Block& block) {
    const plan::BlockIndex index(block);
    std::unordered_set<std::string_view> seen;  // values whose matrices are known
    for (const plan::Node& node : block.nodes) {
      if (node.body) visit(*node.body);
      if (plan::is_op(&node, plan::Op::lookup)) flow.tables.insert(parameter(node, 1));
      if (plan::is_op(&node, plan::Op::experts)) flow.siblings.push_back({parameter(node, 2), parameter(node, 3)});
      if (!plan::is_op(&node, plan::Op::linear)) continue;
      flow.matrices.insert(parameter(node, 1));
      const std::string& value = *plan::value_in(node.args[0]);
      if (seen.insert(value).second) add_siblings(index, index.readers(value));
    }
  }

 private:
  static const std::string& parameter(const plan::Node& node, std::size_t at) {
    return *plan::parameter_in(node.args[at]);
  }

  /// What is added behind a matrix; null: nothing is.
  static const std::string* offset_behind(const plan::BlockIndex& index, const plan::Node& linear) {
    for (const plan::Node* reader : index.readers(linear.id)) {
      if (!plan::is_op(reader, plan::Op::add)) continue;
      for (const plan::GraphArgument& argument : reader->args)
        if (const std::string* offset = plan::parameter_in(argument)) return offset;
    }
    return nullptr;
  }

  /// Matrices that read one value, in the order they run, and what is added behind them where that is so for all.
  void add_siblings(const plan::BlockIndex& index, std::span<const plan::Node* const> readers) {
    std::vector<std::string> matrices;
    std::vector<std::string> behind;
    for (const plan::Node* reader : readers) {
      if (!plan::is_op(reader, plan::Op::linear)) continue;
      matrices.push_back(parameter(*reader, 1));
      if (const std::string* offset = offset_behind(index, *reader)) behind.push_back(*offset);
    }
    if (matrices.size() < 2) return;
    const bool have_offsets = behind.size() == matrices.size();
    flow.siblings.push_back(std::move(matrices));
    if (have_offsets) flow.siblings.push_back(std::move(behind));
  }
};

/// The matrix that the output comes from, through whatever scales, adds to or bends its products.
std::optional<std::string> head_of(const plan::Block& graph) {
  std::string head;
  const plan::Pattern made = plan::op(plan::Op::linear, {plan::anything(), plan::parameter(head)});
  if (plan::mismatch(plan::behind(made), plan::BlockIndex(graph), graph.output)) return std::nullopt;
  return head;
}

}  // namespace

DataFlow data_flow(const plan::Plan& plan) {
  Walk walk;
  walk.visit(plan.graph);
  walk.flow.head = head_of(plan.graph);
  return std::move(walk.flow);
}

}  // namespace cdp::verify
