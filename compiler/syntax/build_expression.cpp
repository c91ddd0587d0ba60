// Expressions: the grammar's flat chains of operands become trees by precedence climbing.
#include <algorithm>

#include "compiler/syntax/build.h"
#include "compiler/syntax/numbers.h"

namespace cdp::syntax {

namespace {

// Precedence, loosest first; the grammar's head tells it to readers.
constexpr int kOr = 1, kAnd = 2, kComparison = 3, kSum = 4, kProduct = 5, kPower = 6;

struct Operator {
  BinaryOp op;
  int precedence;
};

Operator operator_of(std::size_t type) {
  switch (type) {
    case CdpParser::OR:
      return {BinaryOp::kOr, kOr};
    case CdpParser::AND:
      return {BinaryOp::kAnd, kAnd};
    case CdpParser::EQUAL:
      return {BinaryOp::kEq, kComparison};
    case CdpParser::NOT_EQUAL:
      return {BinaryOp::kNe, kComparison};
    case CdpParser::LESS:
      return {BinaryOp::kLt, kComparison};
    case CdpParser::LESS_EQUAL:
      return {BinaryOp::kLe, kComparison};
    case CdpParser::GREATER:
      return {BinaryOp::kGt, kComparison};
    case CdpParser::GREATER_EQUAL:
      return {BinaryOp::kGe, kComparison};
    case CdpParser::PLUS:
      return {BinaryOp::kAdd, kSum};
    case CdpParser::MINUS:
      return {BinaryOp::kSub, kSum};
    case CdpParser::STAR:
      return {BinaryOp::kMul, kProduct};
    case CdpParser::SLASH:
      return {BinaryOp::kDiv, kProduct};
    case CdpParser::PERCENT:
      return {BinaryOp::kMod, kProduct};
    default:
      return {BinaryOp::kPow, kPower};
  }
}

template <class Node>
ExprPtr make(Span span, Node node) {
  return std::make_unique<Expr>(Expr{span, std::move(node)});
}

}  // namespace

/// How far a chain has been read: its next operand, and that operand's next prefix.
struct Builder::Chain {
  CdpParser::ExprContext* tree;
  std::size_t next = 0;
  std::size_t prefix = 0;

  [[nodiscard]] bool at_end() const { return next >= tree->operands.size(); }
};

ExprPtr Builder::expression(CdpParser::ExprContext* tree) {
  return chain(tree).expr;
}

Builder::Built Builder::chain(CdpParser::ExprContext* tree) {
  if (tree->operators.empty() && tree->operands.front()->prefixes.empty()) return operand(tree->operands.front());
  Chain whole{tree};
  return climb(whole, kOr);
}

Builder::Built Builder::climb(Chain& chain, int least) {
  if (path_ >= kMaxExpressionDepth) return too_long(chain);
  ++path_;
  Built left = prefixed(chain);
  bool compared = false;
  while (!chain.at_end()) {
    const antlr4::Token* op = chain.tree->operators[chain.next - 1];
    const int precedence = operator_of(op->getType()).precedence;
    if (precedence < least) break;
    if (precedence == kComparison) {
      if (compared) sink_.report<diag::Code::E0125>(span(op), text(op));
      compared = true;
    }
    left = binary(op, std::move(left), climb(chain, precedence == kPower ? kPower : precedence + 1));
    if (left.depth > kMaxExpressionDepth) left = too_long(chain);
  }
  --path_;
  return left;
}

/// `-` takes in powers only, `not` everything down to comparisons.
Builder::Built Builder::prefixed(Chain& chain) {
  CdpParser::OperandContext* next = chain.tree->operands[chain.next];
  if (chain.prefix == next->prefixes.size()) {
    chain.prefix = 0;
    ++chain.next;
    return operand(next);
  }
  const antlr4::Token* sign = next->prefixes[chain.prefix++];
  const bool negate = sign->getType() == CdpParser::MINUS;
  Built inner = climb(chain, negate ? kPower : kComparison);
  const Span whole = join(span(sign), inner.expr->span);
  const UnaryOp op = negate ? UnaryOp::kNegate : UnaryOp::kNot;
  return {make(whole, Unary{op, std::move(inner.expr)}), inner.depth + 1};
}

Builder::Built Builder::binary(const antlr4::Token* op, Built left, Built right) {
  const Span whole = join(left.expr->span, right.expr->span);
  const std::size_t depth = std::max(left.depth, right.depth) + 1;
  const BinaryOp kind = operator_of(op->getType()).op;
  return {make(whole, Binary{kind, span(op), std::move(left.expr), std::move(right.expr)}), depth};
}

/// Reports the expression and gives up on the rest of its chain.
Builder::Built Builder::too_long(Chain& chain) {
  sink_.report<diag::Code::E0117>(span(chain.tree->getStart()), kMaxExpressionDepth);
  chain.next = chain.tree->operands.size();
  chain.prefix = 0;
  return {make(span(chain.tree), Number{}), 1};
}

Builder::Built Builder::operand(CdpParser::OperandContext* tree) {
  if (tree->number != nullptr) return number(tree);
  if (!tree->parts.empty()) return path_or_call(tree);
  if (tree->branch != nullptr) return conditional(tree);
  if (tree->list != nullptr) return list(tree);
  if (tree->text != nullptr) {
    const Span place = span(tree->text);
    return {make(place, String{read_string(text(tree->text), place, sink_)})};
  }
  if (tree->truth != nullptr) {
    return {make(span(tree->truth), Boolean{tree->truth->getType() == CdpParser::TRUE})};
  }
  Built inner = chain(tree->first);
  inner.expr->span = join(span(tree->inner), span(tree->stop));  // brackets are seen in places only
  return inner;
}

Builder::Built Builder::number(CdpParser::OperandContext* tree) {
  Span place = span(tree->number);
  Number number = read_number(text(tree->number), place, sink_);
  if (tree->unit != nullptr) {
    if (!number.unit.empty()) sink_.report<diag::Code::E0132>(span(tree->unit), number.unit, text(tree->unit));
    number.unit = text(tree->unit);
    place = join(place, span(tree->unit));
  }
  return {make(place, std::move(number))};
}

Builder::Built Builder::path_or_call(CdpParser::OperandContext* tree) {
  const Span callee{file_, span(tree->parts.front()).begin, span(tree->parts.back()).end};
  Path path{idents(tree->parts)};
  if (tree->call == nullptr) return {make(callee, std::move(path))};
  std::size_t depth = 0;
  std::vector<Argument> given = arguments(tree->call, depth);
  return {make(join(callee, span(tree->call)), Call{std::move(path), std::move(given)}), depth + 1};
}

Builder::Built Builder::conditional(CdpParser::OperandContext* tree) {
  Built condition = chain(tree->first);
  Built then_value = chain(tree->second);
  Built else_value = chain(tree->third);
  const Span whole = join(span(tree->branch), else_value.expr->span);
  const std::size_t depth = std::max({condition.depth, then_value.depth, else_value.depth}) + 1;
  return {make(whole, Conditional{std::move(condition.expr), std::move(then_value.expr), std::move(else_value.expr)}),
          depth};
}

Builder::Built Builder::list(CdpParser::OperandContext* tree) {
  List items;
  std::size_t depth = 0;
  for (CdpParser::ExprContext* item : tree->items) {
    Built built = chain(item);
    depth = std::max(depth, built.depth);
    items.items.push_back(std::move(built.expr));
  }
  return {make(join(span(tree->list), span(tree->stop)), std::move(items)), depth + 1};
}

std::vector<Argument> Builder::arguments(CdpParser::ArgumentsContext* tree, std::size_t& depth) {
  std::vector<Argument> result;
  result.reserve(tree->entries.size());
  for (CdpParser::ArgumentContext* entry : tree->entries) result.push_back(argument(entry, depth));
  return result;
}

Argument Builder::argument(CdpParser::ArgumentContext* tree, std::size_t& depth) {
  Built first = chain(tree->first);
  if (tree->second == nullptr) {
    depth = std::max(depth, first.depth);
    return {std::nullopt, std::move(first.expr)};
  }
  Built second = chain(tree->second);
  depth = std::max(depth, second.depth);
  auto* path = std::get_if<Path>(&first.expr->node);
  if (path != nullptr && path->parts.size() == 1) return {std::move(path->parts.front()), std::move(second.expr)};
  sink_.report<diag::Code::E0130>(first.expr->span);
  return {std::nullopt, std::move(second.expr)};
}

}  // namespace cdp::syntax
