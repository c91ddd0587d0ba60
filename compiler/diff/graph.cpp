// The data flow of two plans, block by block: operations are matched by what they are and which tensors they use, in
// order, never by what their values are called; then those that match are compared in what feeds them.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/diff/align.h"
#include "compiler/diff/fields.h"
#include "compiler/plan/graph_index.h"
#include "compiler/plan/operations.h"

namespace cdp::diff {
namespace {

using plan::Attribute;
using plan::Block;
using plan::find_operation;
using plan::GraphArgument;
using plan::Node;
using plan::Operation;
using plan::parameter_in;
using plan::Scalar;
using plan::value_in;

/// What makes each value of a block, as it is told: `input`, `rms_norm`, `linear(blocks.*.attn.q.weight)`.
using Makers = std::unordered_map<std::string_view, std::string>;

/// A block with the names of its tensors as the second plan has them.
struct FlowSide {
  const Block* block = nullptr;
  const Renames* renames = nullptr;  // null: they are the second plan's

  [[nodiscard]] std::string name(const std::string& argument) const;
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::string maker(const Node& node) const;
  [[nodiscard]] std::string call(const Node& node, const Makers& makers) const;
  [[nodiscard]] Makers makers() const;
};

bool is_folded_or_index(std::string_view part) {
  return part == "*" || dotted::index(part);
}

/// The pattern with the stars and indices of the name in place of its stars.
std::string filled(const std::string& pattern, std::string_view name) {
  std::vector<std::string_view> indices = dotted::parts(name);
  std::erase_if(indices, [](std::string_view part) { return !is_folded_or_index(part); });
  std::vector<std::string_view> parts = dotted::parts(pattern);
  std::size_t next = 0;
  for (std::string_view& part : parts)
    if (part == "*" && next < indices.size()) part = indices[next++];
  return dotted::join(parts);
}

std::string FlowSide::name(const std::string& argument) const {
  if (renames == nullptr) return argument;
  const auto renamed = renames->find(dotted::pattern(argument));
  return renamed == renames->end() ? argument : filled(renamed->second, argument);
}

/// What operations have in common that may be the same: not their inputs and numbers.
std::vector<std::string> FlowSide::keys() const {
  std::vector<std::string> keys;
  for (const Node& node : block->nodes) {
    std::string& key = keys.emplace_back(node.op + "(");
    for (const GraphArgument& argument : node.args)
      if (const std::string* tensor = parameter_in(argument)) key += name(*tensor) + " ";
    key += ")" + node.stack.value_or("");
  }
  return keys;
}

std::string FlowSide::maker(const Node& node) const {
  if (node.stack) return fmt::format("stack({})", *node.stack);
  for (const GraphArgument& argument : node.args)
    if (const std::string* tensor = parameter_in(argument)) return fmt::format("{}({})", node.op, name(*tensor));
  return node.op;
}

std::string FlowSide::call(const Node& node, const Makers& makers) const {
  std::string text;
  for (const GraphArgument& argument : node.args) {
    if (!text.empty()) text += ", ";
    if (const std::string* tensor = parameter_in(argument)) {
      text += name(*tensor);
    } else if (const std::string* value = value_in(argument)) {
      const auto maker = makers.find(*value);
      text += maker == makers.end() ? *value : maker->second;
    } else {
      text += shortest(std::get<double>(argument));
    }
  }
  if (node.stack) return fmt::format("stack({}, {})", *node.stack, text);
  return fmt::format("{}({})", node.op, text);
}

Makers FlowSide::makers() const {
  Makers makers;
  for (std::size_t i = 0; i < block->inputs.size(); ++i)
    makers[block->inputs[i]] = i == 0 ? "input" : fmt::format("input {}", i + 1);
  for (const Node& node : block->nodes) makers[node.id] = maker(node);
  return makers;
}

/// An attribute as it is in force: the table's where the node leaves it out. Numbers are all real.
std::map<std::string, Scalar> attributes_of(const Node& node) {
  std::map<std::string, Scalar> all;
  if (const Operation* operation = find_operation(node.op))
    for (const Attribute& attribute : operation->attributes)
      if (attribute.fallback) all[std::string(attribute.name)] = *attribute.fallback;
  for (const auto& [name, value] : node.attributes) all[name] = value;
  for (auto& [name, value] : all)
    if (const auto* whole = std::get_if<std::int64_t>(&value)) value = static_cast<double>(*whole);
  return all;
}

class BlockComparer {
 public:
  BlockComparer(const Context& context, const Renames& renames, Rows& rows, const Block& a, const Block& b,
                std::string place)
      : context_(context),
        renames_(renames),
        rows_(rows),
        a_{&a, &renames},
        b_{&b, nullptr},
        place_(std::move(place)),
        makers_a_(a_.makers()),
        makers_b_(b_.makers()) {}

  void compare() {
    const std::vector<Match> matches = matched();
    for (std::size_t i = 0; i < std::min(a_.block->inputs.size(), b_.block->inputs.size()); ++i)
      become_[a_.block->inputs[i]] = b_.block->inputs[i];
    for (const Match& match : matches) become_[a_.block->nodes[match.a].id] = b_.block->nodes[match.b].id;
    if (a_.block->inputs.size() != b_.block->inputs.size())
      add("number of inputs", static_cast<std::int64_t>(a_.block->inputs.size()),
          static_cast<std::int64_t>(b_.block->inputs.size()), place_);
    lone(matches);
    for (const Match& match : matches) nodes(a_.block->nodes[match.a], b_.block->nodes[match.b]);
    if (!is_same_value(a_.block->output, b_.block->output))
      add("output", made(makers_a_, a_.block->output), made(makers_b_, b_.block->output), place_);
  }

 private:
  /// By key and, between those, one by one where an operation was replaced by another with the same inputs.
  std::vector<Match> matched() {
    const std::vector<std::string> in_a = a_.keys();
    const std::vector<std::string> in_b = b_.keys();
    std::vector<Match> matches = align(std::vector<std::string_view>(in_a.begin(), in_a.end()),
                                       std::vector<std::string_view>(in_b.begin(), in_b.end()));
    std::vector<Match> all;
    Match from;
    matches.push_back({in_a.size(), in_b.size()});
    for (const Match& match : matches) {
      if (match.a - from.a == match.b - from.b)  // as many: each was replaced by its like
        for (; from.a < match.a; ++from.a, ++from.b)
          if (are_alike(a_.block->nodes[from.a], b_.block->nodes[from.b])) all.push_back(from);
      if (match.a < in_a.size()) all.push_back(match);
      from = {match.a + 1, match.b + 1};
    }
    return all;
  }

  /// Whether one may have replaced the other: as many arguments of the same kinds, and one of stack and operation.
  static bool are_alike(const Node& a, const Node& b) {
    const auto same_kind = [](const GraphArgument& x, const GraphArgument& y) {
      return (value_in(x) == nullptr) == (value_in(y) == nullptr);
    };
    return a.stack.has_value() == b.stack.has_value() &&
           std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(), same_kind);
  }

  void lone(const std::vector<Match>& matches) {
    std::vector<bool> in_a(a_.block->nodes.size(), false);
    std::vector<bool> in_b(b_.block->nodes.size(), false);
    for (const Match& match : matches) in_a[match.a] = in_b[match.b] = true;
    for (std::size_t i = 0; i < in_a.size(); ++i)
      if (!in_a[i])
        rows_.add({Category::graph, ChangeKind::kRemoved, What::kOperation}, a_.call(a_.block->nodes[i], makers_a_), {},
                  place_);
    for (std::size_t i = 0; i < in_b.size(); ++i)
      if (!in_b[i])
        rows_.add({Category::graph, ChangeKind::kAdded, What::kOperation}, {}, b_.call(b_.block->nodes[i], makers_b_),
                  place_);
  }

  void nodes(const Node& a, const Node& b) {
    if (a.op != b.op || a.stack != b.stack || !same_arguments(a, b)) {
      std::string from = a_.call(a, makers_a_);
      std::string to = b_.call(b, makers_b_);
      if (from == to)  // the names of what feeds it do not tell the two apart
        add(What::kInputs, {}, {}, to);
      else
        add(What::kOperation, std::move(from), std::move(to), place_);
    }
    attributes(a, b);
    if (a.count != b.count) add("layers", value_of(&a.count), value_of(&b.count), b.stack.value_or(place_));
    if (a.body && b.body)
      BlockComparer(context_, renames_, rows_, *a.body, *b.body, inner_place(b)).compare();
    else if (a.body || b.body)
      add("body", std::string(a.body ? "given" : "none"), std::string(b.body ? "given" : "none"), place_);
  }

  void attributes(const Node& a, const Node& b) {
    const auto from = attributes_of(a);
    const auto to = attributes_of(b);
    const auto told = [&](const std::string& name, const Scalar* x, const Scalar* y) {
      if (x != nullptr && y != nullptr && same_values(*x, *y, context_.tolerance)) return;
      add(b.op + "." + name, value_of(x), value_of(y), b_.call(b, makers_b_));
    };
    for (const auto& entry : from) {
      const auto other = to.find(entry.first);
      told(entry.first, &entry.second, other == to.end() ? nullptr : &other->second);
    }
    for (const auto& entry : to)
      if (!from.contains(entry.first)) told(entry.first, nullptr, &entry.second);
  }

  [[nodiscard]] bool same_arguments(const Node& a, const Node& b) const {
    const auto same = [&](const GraphArgument& x, const GraphArgument& y) {
      if (const std::string* value = value_in(x)) return value_in(y) != nullptr && is_same_value(*value, *value_in(y));
      if (const std::string* tensor = parameter_in(x))
        return parameter_in(y) != nullptr && a_.name(*tensor) == *parameter_in(y);
      return same_values(x, y, context_.tolerance);
    };
    return std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(), same);
  }

  [[nodiscard]] bool is_same_value(const std::string& a, const std::string& b) const {
    const auto become = become_.find(a);
    return become != become_.end() && become->second == b;
  }

  static std::string made(const Makers& makers, const std::string& value) {
    const auto maker = makers.find(value);
    return maker == makers.end() ? value : maker->second;
  }

  /// `blocks.*`
  static std::string inner_place(const Node& stack) { return stack.stack.value_or("") + ".*"; }

  void add(const std::string& path, Value a, Value b, const std::string& name) {
    rows_.add({Category::graph, ChangeKind::kChanged, What::kPath, path}, std::move(a), std::move(b), name);
  }
  void add(What what, Value a, Value b, const std::string& name) {
    rows_.add({Category::graph, ChangeKind::kChanged, what}, std::move(a), std::move(b), name);
  }

  const Context& context_;
  const Renames& renames_;
  Rows& rows_;
  FlowSide a_, b_;
  std::string place_;
  Makers makers_a_, makers_b_;
  std::unordered_map<std::string_view, std::string_view> become_;  // a's values to b's
};

}  // namespace

void compare_graphs(const Context& context, const Renames& renames, Rows& rows) {
  BlockComparer(context, renames, rows, context.a.graph, context.b.graph, "model").compare();
}

}  // namespace cdp::diff
