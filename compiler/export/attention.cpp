// Follows attention's queries back to the matrix that makes them: its rows and the number of heads give a head's width.
#include "compiler/export/attention.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

#include "compiler/plan/graph.h"
#include "compiler/plan/operations.h"

namespace cdp::exporting {
namespace {

using Producers = std::map<std::string, const plan::Node*, std::less<>>;

class HeadWidths {
 public:
  explicit HeadWidths(const plan::Plan& plan) {
    for (const plan::Tensor& tensor : plan.tensors) tensors_.emplace(tensor.name, &tensor);
    visit(plan.graph);
  }

  /// Of the attention whose logits the multiplier scales, by its name as the graph has it.
  [[nodiscard]] std::optional<double> of(const std::string& folded) const {
    const auto known = widths_.find(folded);
    return known == widths_.end() ? std::nullopt : known->second;
  }

 private:
  void visit(const plan::Block& block) {
    Producers producers;
    for (const plan::Node& node : block.nodes) {
      producers.emplace(node.id, &node);
      if (node.body) visit(*node.body);
      if (node.op != plan::operation(plan::Op::attention).name) continue;
      const auto* scale = std::get_if<std::string>(&node.args[3]);
      if (scale != nullptr && !plan::is_value(*scale)) widths_[*scale] = width(producers, node.args[0]);
    }
  }

  /// From the queries through norms and rotation to split_heads, and from there through offset and chunk to the matrix.
  [[nodiscard]] std::optional<double> width(const Producers& producers, const plan::GraphArgument& queries) const {
    std::int64_t parts = 1;
    for (const plan::Node* node = producer(producers, queries); node != nullptr;
         node = producer(producers, node->args[0])) {
      if (node->op == plan::operation(plan::Op::split_heads).name) parts *= plan::integer_attribute(*node, "heads");
      if (node->op == plan::operation(plan::Op::chunk).name) parts *= plan::integer_attribute(*node, "chunks");
      if (node->op != plan::operation(plan::Op::linear).name) continue;
      const auto& folded = std::get<std::string>(node->args[1]);
      const std::vector<std::int64_t> first(plan::count_stars(folded), 0);
      const auto matrix = tensors_.find(plan::expand(folded, first));
      if (matrix == tensors_.end()) return std::nullopt;
      return static_cast<double>(matrix->second->shape.front()) / static_cast<double>(parts);
    }
    return std::nullopt;
  }

  static const plan::Node* producer(const Producers& producers, const plan::GraphArgument& argument) {
    const auto* value = std::get_if<std::string>(&argument);
    const auto found = value == nullptr ? producers.end() : producers.find(*value);
    return found == producers.end() ? nullptr : found->second;
  }

  std::map<std::string, const plan::Tensor*> tensors_;
  std::map<std::string, std::optional<double>> widths_;
};

/// `blocks.3.attn.scale` as the graph has it: every index is a star.
std::string folded(std::string_view name) {
  std::string out;
  while (true) {
    const std::size_t end = std::min(name.find('.'), name.size());
    const std::string_view part = name.substr(0, end);
    const bool index = !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    out += index ? "*" : part;
    if (end == name.size()) return out;
    out += '.';
    name.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<plan::Multiplier> unusual_multipliers(const plan::Plan& plan) {
  const HeadWidths widths(plan);
  std::vector<plan::Multiplier> unusual;
  for (const plan::Multiplier& multiplier : plan.multipliers) {
    if (multiplier.value == 1) continue;
    const auto width = widths.of(folded(multiplier.name));
    const bool usual = width && std::abs(multiplier.value * std::sqrt(*width) - 1) < 1e-12;
    if (!usual) unusual.push_back(multiplier);
  }
  return unusual;
}

}  // namespace cdp::exporting
