// Follows attention's queries back to the matrix that makes them: its rows and the number of heads give a head's width.
#include "compiler/export/attention.h"

#include <cmath>
#include <map>
#include <optional>

#include "compiler/base/dotted.h"
#include "compiler/plan/pattern.h"

namespace cdp::exporting {
namespace {

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
    const plan::BlockIndex index(block);
    for (const plan::Node& node : block.nodes) {
      if (node.body) visit(*node.body);
      if (!plan::is_op(&node, plan::Op::attention)) continue;
      if (const std::string* scale = plan::parameter_in(node.args[3])) widths_[*scale] = width(index, node.args[0]);
    }
  }

  /// From the queries through norms and rotation to split_heads, and from there through offset and chunk to the matrix.
  [[nodiscard]] std::optional<double> width(const plan::BlockIndex& index, const plan::GraphArgument& queries) const {
    std::int64_t parts = 1;
    std::string folded;
    const auto cuts = [&parts](const plan::Node& node) {
      if (plan::is_op(&node, plan::Op::split_heads)) parts *= plan::integer_attribute(node, "heads");
      if (plan::is_op(&node, plan::Op::chunk)) parts *= plan::integer_attribute(node, "chunks");
      return true;
    };
    const plan::Pattern made = plan::op(plan::Op::linear, {plan::anything(), plan::parameter(folded)});
    if (plan::mismatch(plan::behind(made, cuts), index, queries)) return std::nullopt;
    const std::vector<std::int64_t> first(dotted::count_stars(folded), 0);
    const auto matrix = tensors_.find(dotted::expand(folded, first));
    if (matrix == tensors_.end()) return std::nullopt;
    return static_cast<double>(matrix->second->shape.front()) / static_cast<double>(parts);
  }

  std::map<std::string, const plan::Tensor*> tensors_;
  std::map<std::string, std::optional<double>> widths_;
};

}  // namespace

std::vector<plan::Multiplier> unusual_multipliers(const plan::Plan& plan) {
  const HeadWidths widths(plan);
  std::vector<plan::Multiplier> unusual;
  for (const plan::Multiplier& multiplier : plan.multipliers) {
    if (multiplier.value == 1) continue;
    const auto width = widths.of(dotted::pattern(multiplier.name));
    const bool usual = width && std::abs(multiplier.value * std::sqrt(*width) - 1) < 1e-12;
    if (!usual) unusual.push_back(multiplier);
  }
  return unusual;
}

}  // namespace cdp::exporting
