// See graph.h.
#include "compiler/analysis/growth/graph.h"

#include "compiler/base/check.h"

namespace cdp::analysis {

FlowGraph::FlowGraph(const model::Model& model)
    : makers_(model.values.size()), readers_(model.values.size()), stacks_(model.values.size()) {
  add(model.graph, {});
}

void FlowGraph::add(const model::Block& block, const std::vector<std::size_t>& around) {
  for (const std::size_t input : block.inputs) stacks_[input] = around;
  for (const model::Node& node : block.nodes) {
    makers_[node.id] = &node;
    stacks_[node.id] = around;
    for (std::size_t i = 0; i < node.args.size(); ++i)
      if (const auto* value = value_in(node.args[i])) readers_[value->id].push_back({&node, i});
    if (node.stack) {
      std::vector<std::size_t> inside = around;
      inside.push_back(*node.stack);
      add(*node.body, inside);
    }
    nodes_.push_back(&node);
  }
}

Exponent factor_in(const Given& given, const model::NodeArgument& argument) {
  if (const auto* multiplier = std::get_if<sema::MultiplierRef>(&argument)) return given.multiplier(multiplier->index);
  const auto* number = std::get_if<model::Sym>(&argument);
  CHECK(number != nullptr);
  return number->constant() == 0.0 ? kNothing : Exponent{given.degree(*number)};
}

const model::Sym* constant_of(const model::Node& node, std::string_view name) {
  for (const auto& [key, value] : node.attributes)
    if (key == name) return std::get_if<model::Sym>(&value);
  return nullptr;
}

}  // namespace cdp::analysis
