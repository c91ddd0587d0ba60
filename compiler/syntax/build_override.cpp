// What names a hyperparameter by its whole path: overrides of a command line, `blocks.*.mlp.lr *= 2`, as the statements
// that they stand for (`base`, `training` or `tune` with one entry, whose place is the whole override, so that whoever
// quotes it shows what was typed), and the entries of `search`.
#include <utility>

#include "compiler/syntax/build.h"

namespace cdp::syntax {

namespace {

bool is_plain_name(const SelectorStep& step) {
  return step.kind == SelectorStep::Kind::kName && step.indices.empty();
}

}  // namespace

/// Whose hyperparameter, and which; where no tag stands before it, it was read as the last step of the selector.
std::optional<Builder::Qualified> Builder::qualified(CdpParser::QualifiedContext* tree) {
  if (tree->one != nullptr && text(tree->one) != "1") {
    sink_.report<diag::Code::E0129>(span(tree->one), text(tree->key != nullptr ? tree->key : tree->where->stop));
    return std::nullopt;
  }
  if (tree->block != nullptr) return Qualified{{}, ident(tree->key)};
  Selector where = selector(tree->where);
  if (tree->key != nullptr) return Qualified{std::move(where), ident(tree->key)};
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
  return Qualified{std::move(where), std::move(key)};
}

/// `1 - value`
ExprPtr Builder::from_one(const antlr4::Token* one, ExprPtr value) const {
  auto number = std::make_unique<Expr>(Expr{span(one), Number{1, "", false}});
  const Span whole = value->span;
  return std::make_unique<Expr>(Expr{whole, Binary{BinaryOp::kSub, whole, std::move(number), std::move(value)}});
}

std::optional<Statement> Builder::override_of(CdpParser::OnlyOverrideContext* tree) {
  const AdjustOp op = adjust_op(tree->op->getType());
  auto target = qualified(tree->target);
  ExprPtr value = expression(tree->value);
  if (!target || value == nullptr) return std::nullopt;
  const bool complement = tree->target->one != nullptr;
  const antlr4::Token* block = tree->target->block;
  Span whole = span(tree->start);
  whole.end = value->span.end;
  Statement result{whole, whole, "", Axis{}};
  if (block == nullptr) {
    std::vector<Adjustment> one;
    one.push_back({std::move(target->key), complement, op, std::move(value), whole});
    result.node = Tune{std::move(target->where), std::move(one)};
    return result;
  }
  if (op != AdjustOp::kSet) {
    sink_.report<diag::Code::E0141>(span(tree->op), text(block), sign(op));
    return std::nullopt;
  }
  std::vector<Setting> one;
  if (complement) value = from_one(tree->target->one, std::move(value));
  one.push_back({std::move(target->key), std::move(value), whole});
  if (block->getType() == CdpParser::BASE)
    result.node = Base{std::move(one)};
  else
    result.node = Training{std::move(one)};
  return result;
}

std::optional<SearchEntry> Builder::search_entry(CdpParser::SearchEntryContext* tree) {
  auto target = qualified(tree->target);
  if (!target) return std::nullopt;
  const antlr4::Token* block = tree->target->block;
  SearchEntry result{block != nullptr,
                     std::move(target->where),
                     std::move(target->key),
                     tree->target->one != nullptr,
                     adjust_op(tree->op->getType()),
                     tree->value->curve != nullptr,
                     {},
                     span(tree->target),
                     span(tree)};
  if (block != nullptr && (block->getType() != CdpParser::BASE || result.op != AdjustOp::kSet)) {
    if (block->getType() != CdpParser::BASE)
      sink_.report<diag::Code::E0143>(span(block), result.hyperparameter.text);
    else
      sink_.report<diag::Code::E0141>(span(tree->op), text(block), sign(result.op));
    return std::nullopt;
  }
  bool any_range = false;
  for (CdpParser::SearchKnotContext* knot : tree->value->knots) {
    ExprPtr high = knot->high != nullptr ? expression(knot->high) : nullptr;
    any_range = any_range || high != nullptr;
    result.knots.push_back({expression(knot->low), std::move(high), span(knot)});
  }
  const bool curve = !result.along || (text(tree->value->curve) == "along" && block == nullptr);
  if (any_range && curve) return result;
  sink_.report<diag::Code::E0142>(span(tree->value));
  return std::nullopt;
}

Search Builder::search(CdpParser::SearchBodyContext* tree) {
  Search result;
  for (CdpParser::SearchEntryContext* entry : tree->entries)
    if (auto built = search_entry(entry)) result.entries.push_back(*std::move(built));
  return result;
}

}  // namespace cdp::syntax
