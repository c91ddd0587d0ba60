// Expressions as trees: a chain of operators of one precedence is a group that breaks before each operator, brackets
// break around and between what they hold. Nothing stands around `^`.
#include <array>

#include "compiler/format/build.h"

namespace cdp::format {

namespace {

constexpr int kContinued = 4;

using Operators = std::array<std::string_view, 6>;
/// Loosest first.
constexpr std::array<Operators, 5> kLevels{{
    {"or"},
    {"and"},
    {"==", "!=", "<", "<=", ">", ">="},
    {"+", "-"},
    {"*", "/", "%"},
}};

bool is_operator(std::string_view word, std::size_t level) {
  for (const std::string_view known : kLevels[level]) {
    if (!known.empty() && word == known) return true;
  }
  return false;
}

bool is_unit(std::string_view word) {
  return word == "seq" || word == "tok" || word == "steps" || word == "tok_per_param";
}

}  // namespace

/// Operators of this level and tighter ones.
Node Builder::chain(int level) {
  const auto index = static_cast<std::size_t>(level);
  Nodes first;
  if (index == kLevels.size()) {
    power(first);
    return first.size() == 1 ? std::move(first.front()) : group(std::move(first));
  }
  Node left = chain(level + 1);
  if (!is_operator(word(), index)) return left;
  Nodes others;
  while (is_operator(word(), index)) {
    next(others, Gap::kLine);
    others.push_back(gap_node(Gap::kSpace, claim()));
    others.push_back(chain(level + 1));
  }
  first.push_back(std::move(left));
  first.push_back(indent(kContinued, std::move(others)));
  return group(std::move(first));
}

/// `-a^b^-c`
void Builder::power(Nodes& to) {
  operand(to);
  while (at("^")) {
    next(to, Gap::kNone);
    to.push_back(gap_node(Gap::kNone, claim()));
    operand(to);
  }
}

void Builder::operand(Nodes& to) {
  while (at("-") || at("not")) {
    const Gap behind = at("-") ? Gap::kNone : Gap::kSpace;
    next_joined(to);
    to.push_back(gap_node(behind, claim()));
  }
  if (at("if")) return conditional(to);
  if (at("(")) return to.push_back(brackets(")"));
  if (at("[")) return to.push_back(brackets("]"));
  const bool number = is_digit(word().front());
  next_joined(to);
  if (number && is_unit(word())) return next(to, Gap::kSpace);
  while (at(".")) {
    next(to, Gap::kNone);
    next(to, Gap::kNone);
  }
  if (at("(")) to.push_back(brackets(")"));
}

/// `if a then b else if c then d else e`: all branches are equal.
void Builder::conditional(Nodes& to) {
  Nodes items, branches;
  next_joined(items);
  items.push_back(gap_node(Gap::kSpace, claim()));
  items.push_back(expression());
  for (bool more = true; more;) {
    next(branches, Gap::kLine);  // then
    branches.push_back(gap_node(Gap::kSpace, claim()));
    branches.push_back(expression());
    next(branches, Gap::kLine);  // else
    branches.push_back(gap_node(Gap::kSpace, claim()));
    more = at("if");
    if (more) {
      next_joined(branches);
      branches.push_back(gap_node(Gap::kSpace, claim()));
    }
    branches.push_back(expression());
  }
  items.push_back(indent(kContinued, std::move(branches)));
  to.push_back(group(std::move(items)));
}

/// What stands between brackets: an expression, arguments, parameters, the items of a list. All in one line of their
/// own if they fit there, else each in one.
Node Builder::brackets(std::string_view close) {
  Nodes items, inner, entries;
  next_joined(items);
  if (!at(close)) inner.push_back(gap_node(Gap::kSoft, claim()));
  while (!at(close)) {
    argument(entries);
    if (!at(",")) continue;
    ++position_;
    if (at(close)) break;  // the comma before was needless
    entries.push_back(text_node(","));
    entries.push_back(gap_node(Gap::kLine, claim()));
  }
  const bool empty = inner.empty();
  inner.push_back(group(std::move(entries)));
  items.push_back(indent(2, std::move(inner)));
  const Comments below = claim();
  items.push_back(gap_node(empty && below.none() ? Gap::kNone : Gap::kClose, below));
  next_joined(items);
  return group(std::move(items));
}

/// `bias = true`, an expression or a range
void Builder::argument(Nodes& to) {
  if (word(1) == "=") {
    next_joined(to);
    setter(to);
  }
  range(to);
}

/// `1/8..8`, or an expression
void Builder::range(Nodes& to) {
  to.push_back(expression());
  if (!at("..")) return;
  next(to, Gap::kNone);
  to.push_back(gap_node(Gap::kNone, claim()));
  to.push_back(expression());
}

/// `depth * Block(width)`: the product does not break, what is in brackets does.
void Builder::member_type(Nodes& to) {
  for (bool more = true; more;) {
    power(to);
    more = false;
    for (std::size_t level = 0; level < kLevels.size(); ++level) more = more || is_operator(word(), level);
    if (!more) return;
    next(to, Gap::kSpace);
    to.push_back(gap_node(Gap::kSpace, claim()));
  }
}

}  // namespace cdp::format
