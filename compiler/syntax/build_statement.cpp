// Statements, and the words, places and doc comments that all nodes are made from.
#include <algorithm>

#include "compiler/syntax/build.h"
#include "compiler/syntax/numbers.h"

namespace cdp::syntax {

namespace {

const Word& word(const antlr4::Token* token) {
  return static_cast<const Word&>(*token);
}

}  // namespace

AdjustOp adjust_op(std::size_t token) {
  switch (token) {
    case CdpParser::SET:
      return AdjustOp::kSet;
    case CdpParser::TIMES_SET:
      return AdjustOp::kMultiply;
    case CdpParser::POWER_SET:
      return AdjustOp::kPower;
    case CdpParser::LESS_EQUAL:
      return AdjustOp::kAtMost;
    default:
      return AdjustOp::kAtLeast;
  }
}

std::string_view Builder::text(const antlr4::Token* token) const {
  return text_.substr(word(token).begin, word(token).end - word(token).begin);
}

Span Builder::span(const antlr4::Token* token) const {
  return {file_, word(token).begin, word(token).end};
}

Span Builder::span(const antlr4::ParserRuleContext* tree) const {
  return {file_, word(tree->start).begin, word(tree->stop).end};
}

Ident Builder::ident(const antlr4::Token* token) const {
  return {std::string(text(token)), span(token)};
}

std::vector<Ident> Builder::idents(std::span<antlr4::Token* const> tokens) const {
  std::vector<Ident> result;
  result.reserve(tokens.size());
  for (const antlr4::Token* token : tokens) result.push_back(ident(token));
  return result;
}

/// The `///` lines above, with nothing but spaces and other comments between.
std::string Builder::doc_above(const antlr4::ParserRuleContext* tree) const {
  std::uint32_t below = word(tree->start).begin;
  auto after = std::partition_point(comments_.begin(), comments_.end(),
                                    [&](const Comment& comment) { return comment.span.end <= below; });
  std::vector<std::string_view> lines;
  while (after != comments_.begin()) {
    const Comment& comment = *--after;
    const std::string_view between = text_.substr(comment.span.end, below - comment.span.end);
    if (!comment.alone || between.find_first_not_of(" \t\r\n") != std::string_view::npos) break;
    if (comment.kind == CommentKind::kDoc) lines.push_back(comment.text);
    below = comment.span.begin;
  }
  std::string doc;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line != lines.rbegin()) doc += '\n';
    doc += *line;
  }
  return doc;
}

Statement Builder::statement(CdpParser::StatementContext* tree) {
  Statement result{span(tree), span(tree->start), doc_above(tree), Axis{}};
  if (auto* use_tree = tree->use_) {
    result.node = use(use_tree);
  } else if (auto* extends_tree = tree->extends_) {
    Use extended{false, true, "", span(extends_tree->path), {}};
    extended.target = read_string(text(extends_tree->path), extended.target_span, sink_);
    result.node = std::move(extended);
  } else if (auto* let_tree = tree->let_) {
    result.node = let(let_tree);
  } else if (auto* axis_tree = tree->axis_) {
    result.node = Axis{ident(axis_tree->name)};
  } else if (auto* module_tree = tree->module_) {
    result.node = module_of(module_tree);
  } else if (auto* rules_tree = tree->rules_) {
    result.node = rules(rules_tree);
  } else if (auto* model_tree = tree->model_) {
    ExprPtr value = expression(model_tree->value);
    if (model_tree->keyword->getType() == CdpParser::MODEL) {
      result.node = ModelIs{std::move(value)};
    } else {
      result.node = ParameterizationIs{std::move(value)};
    }
  } else if (auto* settings_tree = tree->settings_) {
    const std::size_t keyword = settings_tree->keyword->getType();
    if (keyword == CdpParser::REFERENCE) result.node = Reference{settings(settings_tree->body)};
    if (keyword == CdpParser::BASE) result.node = Base{settings(settings_tree->body)};
    if (keyword == CdpParser::TRAINING) result.node = Training{settings(settings_tree->body)};
  } else if (auto* target_tree = tree->target_) {
    result.node = Target{ident(target_tree->name), settings(target_tree->body)};
  } else if (auto* tune_tree = tree->tune_) {
    result.node = Tune{selector(tune_tree->where), adjustments(tune_tree->body)};
  } else if (auto* search_tree = tree->search_) {
    result.node = search(search_tree->body);
  } else {
    result.node = assertion(tree->assert_);
  }
  return result;
}

Use Builder::use(CdpParser::UseStatementContext* tree) {
  Use result;
  result.names = idents(tree->names);
  result.library = tree->path == nullptr;
  if (tree->path != nullptr) {
    result.target_span = span(tree->path);
    result.target = read_string(text(tree->path), result.target_span, sink_);
    return result;
  }
  result.target_span = join(span(tree->parts.front()), span(tree->parts.back()));
  for (const antlr4::Token* part : tree->parts) {
    if (!result.target.empty()) result.target += '.';
    result.target += text(part);
  }
  return result;
}

Let Builder::let(CdpParser::LetStatementContext* tree) {
  return {ident(tree->name), expression(tree->value)};
}

Assert Builder::assertion(CdpParser::AssertStatementContext* tree) {
  Assert result{expression(tree->condition), std::nullopt, span(tree)};
  if (tree->message != nullptr) result.message = read_string(text(tree->message), span(tree->message), sink_);
  return result;
}

Rules Builder::rules(CdpParser::RulesStatementContext* tree) {
  Rules result;
  result.name = ident(tree->name);
  result.parameters = parameters(tree->with);
  if (tree->parent != nullptr) {
    Call parent{Path{{ident(tree->parent)}}, {}};
    result.extends_span = span(tree->parent);
    std::size_t depth = 0;
    if (tree->from != nullptr) {
      parent.arguments = arguments(tree->from, depth);
      result.extends_span = join(result.extends_span, span(tree->from));
    }
    result.extends = std::move(parent);
  }
  result.items = rules_items(tree->body);
  return result;
}

std::vector<RulesItem> Builder::rules_items(CdpParser::RulesBodyContext* tree) {
  std::vector<RulesItem> items;
  items.reserve(tree->entries.size());
  for (CdpParser::RulesItemContext* entry : tree->entries) {
    RulesItem& item = items.emplace_back();
    if (entry->asLet != nullptr) {
      item.node = let(entry->asLet);
    } else if (entry->asRequires != nullptr) {
      item.node = Requires{settings(entry->asRequires)};
    } else if (entry->asAssert != nullptr) {
      item.node = assertion(entry->asAssert);
    } else if (entry->asIf != nullptr) {
      item.node = rules_if(entry->asIf);
    } else {
      item.node = RuleClause{selector(entry->where), adjustments(entry->body), span(entry)};
    }
  }
  return items;
}

RulesIf Builder::rules_if(CdpParser::RulesIfContext* tree) {
  RulesIf item{expression(tree->condition), rules_items(tree->then), {}, span(tree)};
  if (tree->otherwise != nullptr) item.else_items = rules_items(tree->otherwise);
  if (tree->chained != nullptr) item.else_items.emplace_back().node = rules_if(tree->chained);
  return item;
}

std::vector<Setting> Builder::settings(CdpParser::SettingsContext* tree) {
  std::vector<Setting> result;
  result.reserve(tree->entries.size());
  for (CdpParser::SettingContext* entry : tree->entries) {
    result.push_back({ident(entry->key), expression(entry->value), span(entry)});
  }
  return result;
}

std::vector<Adjustment> Builder::adjustments(CdpParser::AdjustmentsContext* tree) {
  std::vector<Adjustment> result;
  result.reserve(tree->entries.size());
  for (CdpParser::AdjustmentContext* entry : tree->entries) {
    const AdjustOp kind = adjust_op(entry->op->getType());
    if (entry->one != nullptr && text(entry->one) != "1") {
      sink_.report<diag::Code::E0129>(span(entry->one), text(entry->key));
    }
    result.push_back({ident(entry->key), entry->one != nullptr, kind, expression(entry->value), span(entry)});
  }
  return result;
}

}  // namespace cdp::syntax
