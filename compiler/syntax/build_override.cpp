// Overrides of a command line, `blocks.*.mlp.lr *= 2`, as the statements that they stand for: `base`, `training` or
// `tune` with one entry. The place of an entry is the whole override, so that whoever quotes it shows what was typed.
#include <utility>

#include "compiler/syntax/build.h"

namespace cdp::syntax {

namespace {

bool is_plain_name(const SelectorStep& step) {
  return step.kind == SelectorStep::Kind::kName && step.indices.empty();
}

}  // namespace

/// What the override sets; where no tag stands before it, it was read as the last step of the selector.
std::optional<Ident> Builder::split_key(CdpParser::OnlyOverrideContext* tree, Selector& where) {
  if (tree->key != nullptr) return ident(tree->key);
  SelectorPath& last = where.alternatives.back();
  const bool has_tags = !last.tags.empty() || !last.excluded.empty();
  if (has_tags || last.steps.size() < 2 || !is_plain_name(last.steps.back())) {
    sink_.report<diag::Code::E0140>(where.span);
    return std::nullopt;
  }
  Ident key = std::move(last.steps.back().name);
  last.steps.pop_back();
  last.span.end = last.steps.back().span.end;
  where.span.end = last.span.end;
  return key;
}

/// `1 - value`
ExprPtr Builder::from_one(const antlr4::Token* one, ExprPtr value) const {
  auto number = std::make_unique<Expr>(Expr{span(one), Number{1, "", false}});
  const Span whole = value->span;
  return std::make_unique<Expr>(Expr{whole, Binary{BinaryOp::kSub, whole, std::move(number), std::move(value)}});
}

std::optional<Statement> Builder::override_of(CdpParser::OnlyOverrideContext* tree) {
  const AdjustOp op = adjust_op(tree->op->getType());
  if (tree->one != nullptr && text(tree->one) != "1") {
    const std::string_view of = tree->key != nullptr ? text(tree->key) : text(tree->where->stop);
    sink_.report<diag::Code::E0129>(span(tree->one), of);
    return std::nullopt;
  }
  ExprPtr value = expression(tree->value);
  if (value == nullptr) return std::nullopt;
  Span whole = span(tree->start);
  whole.end = value->span.end;
  Statement result{whole, whole, "", Axis{}};
  if (tree->block == nullptr) {
    Selector where = selector(tree->where);
    auto key = split_key(tree, where);
    if (!key) return std::nullopt;
    std::vector<Adjustment> one;
    one.push_back({*std::move(key), tree->one != nullptr, op, std::move(value), whole});
    result.node = Tune{std::move(where), std::move(one)};
    return result;
  }
  if (op != AdjustOp::kSet) {
    sink_.report<diag::Code::E0141>(span(tree->op), text(tree->block), sign(op));
    return std::nullopt;
  }
  std::vector<Setting> one;
  if (tree->one != nullptr) value = from_one(tree->one, std::move(value));
  one.push_back({ident(tree->key), std::move(value), whole});
  if (tree->block->getType() == CdpParser::BASE)
    result.node = Base{std::move(one)};
  else
    result.node = Training{std::move(one)};
  return result;
}

}  // namespace cdp::syntax
