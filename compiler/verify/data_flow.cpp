// Walks the graph; see data_flow.h.
#include "compiler/verify/data_flow.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace cdp::verify {
namespace {

const std::string* name_in(const plan::GraphArgument& argument) {
  return std::get_if<std::string>(&argument);
}

bool is_value(const plan::GraphArgument& argument) {
  const std::string* name = name_in(argument);
  return name != nullptr && plan::is_value(*name);
}

const plan::Node* find_node(const plan::Block& block, std::string_view id) {
  const auto found =
      std::find_if(block.nodes.begin(), block.nodes.end(), [&](const plan::Node& node) { return node.id == id; });
  return found == block.nodes.end() ? nullptr : &*found;
}

class Walk {
 public:
  DataFlow flow;

  void visit(const plan::Block& block) {
    std::map<std::string, std::vector<std::string>> readers;  // value -> matrices, in order
    std::map<std::string, std::string> products;              // value -> the matrix that made it
    std::map<std::string, std::string> offsets;               // matrix -> what is added behind it
    std::vector<std::string> order;
    for (const plan::Node& node : block.nodes) {
      if (node.body) visit(*node.body);
      if (node.op == "lookup") flow.tables.insert(*name_in(node.args[1]));
      if (node.op == "linear") {
        const std::string& value = *name_in(node.args[0]);
        const std::string& matrix = *name_in(node.args[1]);
        flow.matrices.insert(matrix);
        if (readers[value].empty()) order.push_back(value);
        readers[value].push_back(matrix);
        products.emplace(node.id, matrix);
      }
      if (node.op == "experts") flow.siblings.push_back({*name_in(node.args[2]), *name_in(node.args[3])});
      if (node.op == "add") note_offset(node, products, offsets);
    }
    for (const std::string& value : order) add_siblings(readers[value], offsets);
  }

 private:
  static void note_offset(const plan::Node& node, const std::map<std::string, std::string>& products,
                          std::map<std::string, std::string>& offsets) {
    for (const std::size_t at : {0U, 1U}) {
      const std::string* value = name_in(node.args[at]);
      const std::string* offset = name_in(node.args[1 - at]);
      if (value == nullptr || offset == nullptr || plan::is_value(*offset)) continue;
      if (const auto product = products.find(*value); product != products.end())
        offsets.emplace(product->second, *offset);
    }
  }

  void add_siblings(const std::vector<std::string>& matrices, const std::map<std::string, std::string>& offsets) {
    if (matrices.size() < 2) return;
    flow.siblings.push_back(matrices);
    std::vector<std::string> behind;
    for (const std::string& matrix : matrices)
      if (const auto offset = offsets.find(matrix); offset != offsets.end()) behind.push_back(offset->second);
    if (behind.size() == matrices.size()) flow.siblings.push_back(behind);
  }
};

/// The matrix that the output comes from, through whatever scales, adds to or bends its products.
std::optional<std::string> head_of(const plan::Block& graph) {
  const plan::Node* node = find_node(graph, graph.output);
  while (node != nullptr && node->op != "linear" && !node->body) {
    if (std::count_if(node->args.begin(), node->args.end(), is_value) != 1) return std::nullopt;
    node = find_node(graph, *name_in(*std::find_if(node->args.begin(), node->args.end(), is_value)));
  }
  if (node == nullptr || node->op != "linear") return std::nullopt;
  return *name_in(node->args[1]);
}

}  // namespace

DataFlow data_flow(const plan::Plan& plan) {
  Walk walk;
  walk.visit(plan.graph);
  walk.flow.head = head_of(plan.graph);
  return std::move(walk.flow);
}

}  // namespace cdp::verify
