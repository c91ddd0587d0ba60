// See expected.h.
#include "compiler/coordcheck/expected.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "compiler/plan/graph_index.h"
#include "compiler/plan/operations.h"
#include "compiler/plan/value_names.h"

namespace cdp::coordcheck {
namespace {

using analysis::Exponent;

std::size_t values_of(const plan::Node& node) {
  return static_cast<std::size_t>(
      std::count_if(node.args.begin(), node.args.end(), [](const auto& argument) { return plan::value_in(argument); }));
}

/// A product of a value with a multiplier or a number.
bool multiplies(const plan::Node& node) {
  return plan::is_op(&node, plan::Op::mul) && values_of(node) == 1;
}

class Walk {
 public:
  explicit Walk(const std::map<std::string, std::string>& names) : names_(names) {}

  void block(const plan::Block& body) {
    const plan::BlockIndex index(body);
    std::set<std::string_view> rescaled;
    for (auto node = body.nodes.rbegin(); node != body.nodes.rend(); ++node) {
      roles_.values.insert(names_.at(node->id));
      if (node->body) block(*node->body);
      const bool sums = plan::is_op(&*node, plan::Op::add) && values_of(*node) == 2;
      if (node->op == plan::kStack || sums || node->id == body.output) roles_.stream.insert(names_.at(node->id));
      if (node->id == body.output || !only_rescaled(index.readers(node->id), rescaled)) continue;
      rescaled.insert(node->id);
      roles_.rescaled.insert(names_.at(node->id));
    }
  }

  Roles result() && { return std::move(roles_); }

 private:
  static bool only_rescaled(std::span<const plan::Node* const> readers, const std::set<std::string_view>& rescaled) {
    const auto is_so = [&](const plan::Node* reader) {
      return multiplies(*reader) ||
             (values_of(*reader) == 1 && plan::is_op(reader, plan::Op::add) && rescaled.contains(reader->id));
    };
    return !readers.empty() && std::all_of(readers.begin(), readers.end(), is_so);
  }

  const std::map<std::string, std::string>& names_;
  Roles roles_;
};

Range range_of(const Exponent& one, const Exponent& other) {
  if (one.nothing() && other.nothing()) return {0, 0, "it is zero at the start"};
  if (one.nothing()) return range_of(other, other);
  if (other.nothing()) return range_of(one, one);
  if (!one.known() || !other.known()) return {0, 0, std::string(one.known() ? other.unknown : one.unknown)};
  return {std::min(one.value, other.value), std::max(one.value, other.value)};
}

Range difference(const Exponent& one, const Exponent& other) {
  if (!one.known() || !other.known() || one.nothing() || other.nothing()) return range_of(one, other);
  return {one.value - other.value, one.value - other.value};
}

/// 7 of `%7`.
std::optional<std::size_t> number_of(std::string_view id) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return fault == std::errc{} && end == id.data() + id.size() ? std::optional(number) : std::nullopt;
}

/// The counts of all stacks, in the order they run.
void counts(const plan::Block& body, std::vector<std::int64_t>& into) {
  for (const plan::Node& node : body.nodes) {
    if (!node.body) continue;
    into.push_back(node.count.value_or(0));
    counts(*node.body, into);
  }
}

}  // namespace

bool differ_in_depth(const plan::Plan& one, const plan::Plan& other) {
  std::vector<std::int64_t> few;
  std::vector<std::int64_t> many;
  counts(one.graph, few);
  counts(other.graph, many);
  return few != many;
}

Roles roles_of(const plan::Block& graph) {
  const auto names = plan::value_names(graph);
  Walk walk(names);
  walk.block(graph);
  return std::move(walk).result();
}

Expected expected(const plan::Plan& plan, const analysis::AxisGrowth& growth, std::span<const std::string> tensors) {
  Expected out;
  out.roles = roles_of(plan.graph);
  for (const auto& [id, name] : plan::value_names(plan.graph)) {
    const auto at = number_of(id);
    if (!at || *at >= growth.values.size()) continue;
    const analysis::ValueGrowth& value = growth.values[*at];
    out.ranges[name][Quantity::kEntry] = range_of(value.entry, value.entry);
    out.ranges[name][Quantity::kFirst] = range_of(value.first, value.aligned);
    out.ranges[name][Quantity::kChange] = range_of(value.first, value.aligned);
  }
  for (std::size_t i = 0; i < std::min(tensors.size(), growth.tensors.size()); ++i) {
    const analysis::TensorGrowth& tensor = growth.tensors[i];
    out.ranges[tensors[i]][Quantity::kGradient] = range_of(tensor.gradient_first, tensor.gradient);
    out.ranges[tensors[i]][Quantity::kUpdate] = difference(tensor.step, tensor.std);
  }
  return out;
}

}  // namespace cdp::coordcheck
