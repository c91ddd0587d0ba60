// Patterns are functions put together; see pattern.h.
#include "compiler/plan/pattern.h"

#include <utility>

namespace cdp::plan {
namespace {

Pattern name(const std::string* (*name_in)(const GraphArgument&), std::string& into) {
  return [name_in, &into](Matching&, const GraphArgument& argument) {
    const std::string* found = name_in(argument);
    if (found != nullptr) into = *found;
    return found != nullptr;
  };
}

/// The node that makes the argument, where it fits but for its arguments.
const Node* enter(Matching& matching, const GraphArgument& argument, Op op, std::size_t arguments,
                  const NodeTest& test) {
  const Node* node = matching.index.maker_of(argument);
  if (!is_op(node, op) || node->args.size() != arguments || (test && !test(*node))) return nullptr;
  ++matching.progress;
  return node;
}

/// The value that an operation takes, where it takes one; null: of none, of two, and of a stack.
const GraphArgument* only_value(const Node* node) {
  const GraphArgument* found = nullptr;
  if (node == nullptr || node->body) return found;
  for (const GraphArgument& argument : node->args) {
    if (value_in(argument) == nullptr) continue;
    if (found != nullptr) return nullptr;
    found = &argument;
  }
  return found;
}

}  // namespace

NodeTest attribute(std::string_view name, double& into) {
  return [name, &into](const Node& node) {
    into = number_attribute(node, name);
    return true;
  };
}

NodeTest attribute(std::string_view name, std::int64_t& into) {
  return [name, &into](const Node& node) {
    into = integer_attribute(node, name);
    return true;
  };
}

Pattern anything() {
  return [](Matching&, const GraphArgument&) { return true; };
}

Pattern value(std::string& into) {
  return name(value_in, into);
}

Pattern same(std::string wanted) {
  return [wanted = std::move(wanted)](Matching&, const GraphArgument& argument) {
    const std::string* found = value_in(argument);
    return found != nullptr && *found == wanted;
  };
}

Pattern parameter(std::string& into) {
  return name(parameter_in, into);
}

Pattern op(Op op, std::vector<Pattern> arguments, NodeTest test) {
  return [op, arguments = std::move(arguments), test = std::move(test)](Matching& matching, const GraphArgument& end) {
    const Node* node = enter(matching, end, op, arguments.size(), test);
    if (node == nullptr) return false;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      if (!arguments[i](matching, node->args[i])) return false;
    return true;
  };
}

Pattern either_order(Op op, Pattern chosen, Pattern other, NodeTest test) {
  return [op, chosen = std::move(chosen), other = std::move(other), test = std::move(test)](Matching& matching,
                                                                                            const GraphArgument& end) {
    const Node* node = enter(matching, end, op, 2, test);
    if (node == nullptr) return false;
    const std::size_t before = matching.progress;
    for (const std::size_t i : {1U, 0U}) {
      matching.progress = before;
      if (chosen(matching, node->args[i]) && other(matching, node->args[1 - i])) return true;
    }
    return false;
  };
}

Pattern one_of(Pattern first, Pattern second) {
  return [first = std::move(first), second = std::move(second)](Matching& matching, const GraphArgument& argument) {
    const std::size_t before = matching.progress;
    if (first(matching, argument)) return true;
    matching.progress = before;
    return second(matching, argument);
  };
}

Pattern behind(Pattern pattern, NodeTest test) {
  return [pattern = std::move(pattern), test = std::move(test)](Matching& matching, const GraphArgument& end) {
    const GraphArgument* at = &end;
    while (!pattern(matching, *at)) {
      const Node* node = matching.index.maker_of(*at);
      at = only_value(node);
      if (at == nullptr || (test && !test(*node))) return false;
    }
    return true;
  };
}

Pattern expect(std::string where, std::string wanted, Pattern pattern) {
  return [where = std::move(where), wanted = std::move(wanted), pattern = std::move(pattern)](
             Matching& matching, const GraphArgument& argument) {
    const std::size_t before = ++matching.progress;  // what is expected inside has come farther
    if (pattern(matching, argument)) return true;
    if (!matching.mismatch || matching.mismatch->progress < before)
      matching.mismatch = {where, wanted, matching.index.maker_of(argument), before};
    return false;
  };
}

std::optional<Mismatch> mismatch(const Pattern& pattern, const BlockIndex& index, const GraphArgument& argument) {
  Matching matching{index, 0, {}};
  if (pattern(matching, argument)) return std::nullopt;
  return matching.mismatch ? matching.mismatch : Mismatch{"", "", index.maker_of(argument), 0};
}

}  // namespace cdp::plan
