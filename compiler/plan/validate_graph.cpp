// The graph of a plan, held against the operation table and against the plan's tensors and multipliers: every value is
// defined before it is used, every name is known, every argument plays its role, every tensor is used.
#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/plan/json_fault.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/operations.h"
#include "compiler/plan/validate.h"

namespace cdp::plan {
namespace {

constexpr std::size_t kMostSuggestions = 10'000;  // looking for the nearest of more names takes seconds

/// How many dimensions a tensor has in a role; 0: any.
std::size_t rank_of(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kMatrix:
    case ArgumentKind::kTable:
      return 2;
    case ArgumentKind::kGain:
    case ArgumentKind::kOffset:
    case ArgumentKind::kBias:
      return 1;
    case ArgumentKind::kBank:
      return 3;
    case ArgumentKind::kValue:
    case ArgumentKind::kNumber:
    case ArgumentKind::kOperand:
      return 0;
  }
  return 0;
}

std::string_view described(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kValue:
      return "a value (`%7`)";
    case ArgumentKind::kMatrix:
      return "a matrix: a tensor's name";
    case ArgumentKind::kTable:
      return "a table: a tensor's name";
    case ArgumentKind::kGain:
      return "a gain: a tensor's name";
    case ArgumentKind::kOffset:
      return "an offset: a tensor's name";
    case ArgumentKind::kBank:
      return "a bank of matrices: a tensor's name";
    case ArgumentKind::kBias:
      return "a bias: a tensor's name";
    case ArgumentKind::kNumber:
      return "a number or a multiplier's name";
    case ArgumentKind::kOperand:
      return "a value, a number or a name";
  }
  return {};
}

/// Norms may have one set of gains and offsets a head: (heads, 1, width).
bool fits(ArgumentKind kind, std::size_t dimensions) {
  const bool of_norm = kind == ArgumentKind::kGain || kind == ArgumentKind::kOffset;
  return rank_of(kind) == 0 || rank_of(kind) == dimensions || (of_norm && dimensions == 3);
}

/// A stack around a node.
struct Loop {
  std::string_view path;
  std::int64_t count = 0;
};

class GraphChecker {
 public:
  GraphChecker(const Plan& plan, Names& names) : plan_(plan), names_(names) {}

  Fault check() {
    if (plan_.graph.inputs.size() != 1)
      return Error{fmt::format("{} inputs; the graph has one, the task's", plan_.graph.inputs.size()), "graph.inputs"};
    if (unfolded_operations(plan_.graph) > kMostOperations)
      return Error{fmt::format("more than {} operations when every run of every stack counts, which is the most that a "
                               "plan may have; use fewer layers, or fewer stacks in stacks",
                               kMostOperations),
                   "graph"};
    if (Fault fault = check_block(plan_.graph, "graph")) return fault;
    return check_all_used();
  }

 private:
  using Scope = std::unordered_set<std::string_view>;

  Fault check_block(const Block& block, const std::string& place) {
    Scope scope;
    for (const std::string& input : block.inputs)
      if (Fault fault = define(input, place + ".inputs", scope)) return fault;
    for (std::size_t i = 0; i < block.nodes.size(); ++i) {
      const Node& node = block.nodes[i];
      Fault fault = node.op == kStack ? check_stack(node, scope) : check_operation(node, scope);
      if (!fault) fault = define(node.id, "id", scope);
      if (!fault) continue;
      // A fault inside a stack has its place put together from the inside out.
      fault->place = fmt::format("{}.nodes[{}]{}{}", place, i, fault->place.empty() ? "" : ".", fault->place);
      return fault;
    }
    if (scope.contains(block.output)) return std::nullopt;
    return Error{fmt::format("{} is not a value of this block", in_ticks(block.output)), place + ".output"};
  }

  Fault define(const std::string& id, const std::string& place, Scope& scope) {
    if (!is_value(id) || id.size() == 1)
      return Error{fmt::format("{} is not a value's name; these start with %, as `%7` does", in_ticks(id)), place};
    if (!ids_.insert(id).second) return Error{fmt::format("`{}` is defined twice", id), place};
    scope.insert(id);
    return std::nullopt;
  }

  Fault check_operation(const Node& node, const Scope& scope) {
    const Operation* row = find_operation(node.op);
    if (row == nullptr) return unknown_operation(node.op);
    if (node.stack || node.count || node.body)
      return Error{fmt::format("`{}` has no `stack`, `count` or `body`; only a stack has", node.op), ""};
    const std::size_t given = node.args.size();
    if (given < row->least_arguments() || given > row->most_arguments())
      return Error{
          fmt::format("`{}` takes {} ({}), found {}", node.op, argument_count(*row), row->argument_words, given),
          "args"};
    for (std::size_t i = 0; i < given; ++i)
      if (Fault fault = check_argument(node.args[i], row->arguments[i].kind, scope))
        return at(std::move(*fault), fmt::format("args[{}]", i));
    if (row->op == Op::div && node.args[1] == GraphArgument(0.0)) return Error{"a division by 0", "args[1]"};
    return check_attributes(node, *row);
  }

  static Error at(Error fault, std::string place) {
    fault.place = std::move(place);
    return fault;
  }

  static std::string argument_count(const Operation& row) {
    const std::size_t least = row.least_arguments();
    const std::size_t most = row.most_arguments();
    if (least != most) return fmt::format("{} to {} arguments", least, most);
    return fmt::format("{} argument{}", most, most == 1 ? "" : "s");
  }

  static Error unknown_operation(const std::string& op) {
    std::vector<std::string> known = {std::string(kStack)};
    for (const Operation& row : operations()) known.emplace_back(row.name);
    std::string hint = did_you_mean(op, known);
    if (hint.empty()) hint = "; a newer cdp may have written this";
    return {fmt::format("unknown operation {}{}", in_ticks(op), hint), "op"};
  }

  Fault check_argument(const GraphArgument& argument, ArgumentKind kind, const Scope& scope) {
    if (const auto* number = std::get_if<double>(&argument)) {
      if (!takes_number(kind)) return Error{fmt::format("expected {}, found {}", described(kind), *number), ""};
      if (!std::isfinite(*number)) return Error{fmt::format("{} is not a finite number", *number), ""};
      return std::nullopt;
    }
    const std::string& text = std::get<std::string>(argument);
    if (!is_value(text)) return check_name(text, kind);
    if (!takes_value(kind)) return Error{fmt::format("expected {}, found the value `{}`", described(kind), text), ""};
    return check_visible(text, scope);
  }

  Fault check_visible(const std::string& value, const Scope& scope) const {
    if (scope.contains(value)) return std::nullopt;
    const bool elsewhere = ids_.contains(value);
    return Error{fmt::format("{} is not defined {}", in_ticks(value),
                             elsewhere ? "in this block; a stack's body sees only its own inputs" : "before its use"),
                 ""};
  }

  Fault check_attributes(const Node& node, const Operation& row) const {
    for (std::size_t i = 0; i < node.attributes.size(); ++i) {
      const auto& [name, value] = node.attributes[i];
      const Attribute* attribute = row.find_attribute(name);
      if (attribute == nullptr) return unknown_attribute(name, row);
      for (std::size_t j = 0; j < i; ++j)
        if (node.attributes[j].first == name) return Error{fmt::format("`{}` is given twice", name), "attributes"};
      if (has_type(value, attribute->type)) continue;
      return Error{fmt::format("`{}` of `{}` must be {}", name, node.op, range_words(attribute->type)),
                   "attributes." + name};
    }
    for (const Attribute& attribute : row.attributes) {
      const auto is_it = [&](const auto& given) { return given.first == attribute.name; };
      const bool given = std::any_of(node.attributes.begin(), node.attributes.end(), is_it);
      if (!given && !attribute.fallback)
        return Error{fmt::format("`{}` needs the attribute `{}`", node.op, attribute.name), ""};
    }
    return std::nullopt;
  }

  static Error unknown_attribute(const std::string& name, const Operation& row) {
    std::vector<std::string> known;
    for (const Attribute& attribute : row.attributes) known.emplace_back(attribute.name);
    std::string hint = did_you_mean(name, known);
    if (hint.empty()) hint = known.empty() ? "; it has none" : fmt::format("; it has {}", list_of(known));
    return {fmt::format("`{}` has no attribute {}{}", row.name, in_ticks(name), hint), "attributes"};
  }

  Fault check_stack(const Node& node, const Scope& scope) {
    if (!node.stack || !node.count || !node.body) return Error{"a stack needs `stack`, `count` and `body`", ""};
    if (loops_.size() == kDeepestStacks)
      return Error{fmt::format("stacks within stacks, more than {} deep", kDeepestStacks), ""};
    if (*node.count < 0 || *node.count > kMostOperations)
      return Error{fmt::format("{} is out of range; a stack runs 0 to {} times", *node.count, kMostOperations),
                   "count"};
    if (!node.attributes.empty()) return Error{"a stack has no attributes", "attributes"};
    if (Fault fault = check_stack_path(*node.stack, *node.count)) return fault;
    if (node.args.empty() || node.args.size() != node.body->inputs.size())
      return Error{fmt::format("{} arguments for {} inputs of the body; a stack has one of each at least",
                               node.args.size(), node.body->inputs.size()),
                   "args"};
    for (std::size_t i = 0; i < node.args.size(); ++i)
      if (Fault fault = check_argument(node.args[i], ArgumentKind::kValue, scope))
        return at(std::move(*fault), fmt::format("args[{}]", i));
    loops_.push_back({*node.stack, *node.count});
    Fault fault = check_block(*node.body, "body");
    loops_.pop_back();
    return fault;
  }

  /// A stack within a stack has the outer's path, `.*`, and its own: `stages.*.blocks`. It runs equally often
  /// everywhere.
  Fault check_stack_path(const std::string& path, std::int64_t count) {
    const bool inside = loops_.empty() || is_below(path, loops_.back().path);
    if (path.empty() || is_value(path) || !inside || dotted::count_stars(path) != loops_.size())
      return Error{fmt::format("{} is not the path of a stack here{}", in_ticks(path),
                               loops_.empty() ? std::string()
                                              : fmt::format("; expected `{}.*.` and a name", loops_.back().path)),
                   "stack"};
    const auto [known, is_new] = counts_.emplace(path, count);
    if (is_new || known->second == count) return std::nullopt;
    return Error{fmt::format("{} runs of `{}`, but {} elsewhere", count, path, known->second), "count"};
  }

  /// Whether the name is in one of the stack's modules: `blocks.*.attn` is below `blocks`.
  static bool is_below(std::string_view name, std::string_view path) {
    return name.starts_with(path) && name.substr(path.size()).starts_with(".*.");
  }

  Fault check_name(const std::string& folded, ArgumentKind kind) {
    const std::size_t stars = dotted::count_stars(folded);
    if (stars > loops_.size() || (stars > 0 && !is_below(folded, loops_[stars - 1].path)))
      return Error{fmt::format("the `*` of {} stand for no stack around this", in_ticks(folded)), ""};
    if (!checked_.insert(fmt::format("{} {}", kind_name(kind), folded)).second) return std::nullopt;
    std::vector<std::int64_t> indices(stars, 0);
    for (std::size_t i = 0; i < stars; ++i)
      if (loops_[i].count == 0) return std::nullopt;
    while (true) {  // every name on the way must be one of the plan's, so this ends
      if (Fault fault = use(stars == 0 ? folded : dotted::expand(folded, indices), kind)) return fault;
      std::size_t digit = stars;
      while (digit > 0 && ++indices[digit - 1] == loops_[digit - 1].count) indices[--digit] = 0;
      if (digit == 0) return std::nullopt;
    }
  }

  Fault use(const std::string& name, ArgumentKind kind) {
    const auto found = names_.find(name);
    if (found == names_.end()) return unknown_name(name);
    Named& named = found->second;
    named.used = true;
    if (named.kind == Named::Kind::kMultiplier) {
      if (takes_number(kind)) return std::nullopt;
      return Error{fmt::format("expected {}, found the multiplier `{}`", described(kind), name), ""};
    }
    if (!takes_tensor(kind)) return Error{fmt::format("expected {}, found the tensor `{}`", described(kind), name), ""};
    const std::size_t dimensions = plan_.tensors[named.index].shape.size();
    if (fits(kind, dimensions)) return std::nullopt;
    return Error{fmt::format("a {} has {} dimension{}, but `{}` has {}", kind_name(kind), rank_of(kind),
                             rank_of(kind) == 1 ? "" : "s", name, dimensions),
                 ""};
  }

  Error unknown_name(const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& [candidate, named] : names_) {
      if (known.size() == kMostSuggestions) break;
      known.emplace_back(candidate);
    }
    std::sort(known.begin(), known.end());  // the map's order is not the same everywhere
    return {fmt::format("there is no tensor or multiplier {}{}", in_ticks(name), did_you_mean(name, known)), ""};
  }

  Fault check_all_used() const {
    for (std::size_t i = 0; i < plan_.tensors.size(); ++i)
      if (!names_.at(plan_.tensors[i].name).used)
        return Error{fmt::format("the graph does not use `{}`", plan_.tensors[i].name), fmt::format("tensors[{}]", i)};
    for (std::size_t i = 0; i < plan_.multipliers.size(); ++i)
      if (!names_.at(plan_.multipliers[i].name).used)
        return Error{fmt::format("the graph does not use `{}`", plan_.multipliers[i].name),
                     fmt::format("multipliers[{}]", i)};
    return std::nullopt;
  }

  const Plan& plan_;
  Names& names_;
  std::vector<Loop> loops_;                                    // around the node at hand, outermost first
  std::unordered_set<std::string_view> ids_;                   // values defined anywhere
  std::unordered_set<std::string> checked_;                    // names seen to be right, with their role
  std::unordered_map<std::string_view, std::int64_t> counts_;  // of stacks, by path
};

}  // namespace

Fault check_graph(const Plan& plan, Names& names) {
  return GraphChecker(plan, names).check();
}

}  // namespace cdp::plan
