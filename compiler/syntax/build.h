// From ANTLR's rule contexts to the syntax tree, in one pass over labelled fields. What the grammar is too
// coarse for is checked here: precedence, names of arguments, types of members. Inside compiler/syntax only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"
#include "compiler/syntax/comments.h"
#include "compiler/syntax/words.h"

namespace cdp::syntax {

/// How deep a tree of one expression may become, and how far building it may recurse.
inline constexpr std::size_t kMaxExpressionDepth = 1000;

/// Of a token of the grammar that stands in an adjustment.
[[nodiscard]] AdjustOp adjust_op(std::size_t token);

class Builder {
 public:
  Builder(std::string_view text, FileId file, std::span<const Comment> comments, diag::DiagnosticSink& sink)
      : text_(text), file_(file), comments_(comments), sink_(sink) {}

  [[nodiscard]] Statement statement(CdpParser::StatementContext* tree);
  [[nodiscard]] ExprPtr expression(CdpParser::ExprContext* tree);
  [[nodiscard]] Selector selector(CdpParser::SelectorContext* tree);
  [[nodiscard]] std::vector<Setting> settings(CdpParser::SettingsContext* tree);
  /// As the statement that it stands for; null after a report.
  [[nodiscard]] std::optional<Statement> override_of(CdpParser::OnlyOverrideContext* tree);

 private:
  struct Built {
    ExprPtr expr;
    std::size_t depth = 1;
  };
  struct Chain;

  // Words and places.
  [[nodiscard]] std::string_view text(const antlr4::Token* token) const;
  [[nodiscard]] Span span(const antlr4::Token* token) const;
  [[nodiscard]] Span span(const antlr4::ParserRuleContext* tree) const;
  [[nodiscard]] Ident ident(const antlr4::Token* token) const;
  [[nodiscard]] std::vector<Ident> idents(std::span<antlr4::Token* const> tokens) const;
  [[nodiscard]] std::string doc_above(const antlr4::ParserRuleContext* tree) const;

  // build_expression.cpp
  Built chain(CdpParser::ExprContext* tree);
  Built climb(Chain& chain, int least);
  Built prefixed(Chain& chain);
  Built binary(const antlr4::Token* op, Built left, Built right);
  Built too_long(Chain& chain);
  Built operand(CdpParser::OperandContext* tree);
  Built number(CdpParser::OperandContext* tree);
  Built path_or_call(CdpParser::OperandContext* tree);
  Built conditional(CdpParser::OperandContext* tree);
  Built list(CdpParser::OperandContext* tree);
  std::vector<Argument> arguments(CdpParser::ArgumentsContext* tree, std::size_t& depth);
  Argument argument(CdpParser::ArgumentContext* tree, std::size_t& depth);

  // build_selector.cpp
  SelectorPath selector_path(CdpParser::SelectorPathContext* tree);
  void selector_step(CdpParser::SelectorStepContext* tree, SelectorPath& path);
  Index selector_index(CdpParser::SelectorIndexContext* tree);
  std::int64_t whole(const antlr4::Token* minus, const antlr4::Token* number);

  // build_override.cpp
  struct Qualified {
    Selector where;  // of a selector
    Ident key;
  };
  std::optional<Qualified> qualified(CdpParser::QualifiedContext* tree);
  std::optional<SearchEntry> search_entry(CdpParser::SearchEntryContext* tree);
  Search search(CdpParser::SearchBodyContext* tree);
  ExprPtr from_one(const antlr4::Token* one, ExprPtr value) const;

  // build_module.cpp
  Module module_of(CdpParser::ModuleStatementContext* tree);
  std::vector<ModuleItem> module_items(CdpParser::ModuleBodyContext* tree);
  std::optional<Member> member(CdpParser::MemberContext* tree);
  IfItem if_item(CdpParser::IfItemContext* tree);
  Forward forward(CdpParser::ForwardItemContext* tree);
  std::vector<Parameter> parameters(CdpParser::ParametersContext* tree);

  // build_statement.cpp
  Use use(CdpParser::UseStatementContext* tree);
  Let let(CdpParser::LetStatementContext* tree);
  Assert assertion(CdpParser::AssertStatementContext* tree);
  Rules rules(CdpParser::RulesStatementContext* tree);
  std::vector<RulesItem> rules_items(CdpParser::RulesBodyContext* tree);
  RulesIf rules_if(CdpParser::RulesIfContext* tree);
  std::vector<Adjustment> adjustments(CdpParser::AdjustmentsContext* tree);

  std::string_view text_;
  FileId file_;
  std::span<const Comment> comments_;
  diag::DiagnosticSink& sink_;
  std::size_t path_ = 0;  // how far climb() has recursed
};

}  // namespace cdp::syntax
