// The syntax tree: exactly what was written, nothing resolved. Every node carries its span.
// Built by parse(), read by sema/ and fmt/. Comments are kept beside the tree (see comments.h).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/syntax/ast_expression.h"
#include "compiler/syntax/ast_module.h"
#include "compiler/syntax/ast_search.h"

namespace cdp::syntax {

/// `use std.gpt`, `use "blocks.cdp"`, `use std.gpt: Gpt, Block`; `extends "gpt.cdp"`
struct Use {
  bool library = true;
  bool extends = false;  // also all that the file states
  std::string target;    // "std.gpt" or the quoted path
  Span target_span;
  std::vector<Ident> names;  // empty: all
};
struct Axis {
  Ident name;
};
struct Module {
  Ident name;
  std::vector<Parameter> parameters;
  std::vector<ModuleItem> items;
};
struct RulesItem;
/// `requires { optimizer = [adamw, lion] }`
struct Requires {
  std::vector<Setting> settings;
};
/// `if condition { clauses } else { clauses }` inside rules
struct RulesIf {
  ExprPtr condition;
  std::vector<RulesItem> then_items, else_items;
  Span span;
};
struct RulesItem {
  std::variant<Let, Requires, Assert, RulesIf, RuleClause> node;
};
struct Rules {
  Ident name;
  std::vector<Parameter> parameters;
  std::optional<Call> extends;
  Span extends_span;
  std::vector<RulesItem> items;
};
struct ModelIs {
  ExprPtr value;
};
struct ParameterizationIs {
  ExprPtr value;
};
struct Reference {
  std::vector<Setting> settings;
};
struct Base {
  std::vector<Setting> settings;
};
struct Tune {
  Selector selector;
  std::vector<Adjustment> adjustments;
};
/// `search { base.lr = 1e-4..1e-1; @hidden.lr *= 1/8..8 }`
struct Search {
  std::vector<SearchEntry> entries;
};
struct Training {
  std::vector<Setting> settings;
};
struct Target {
  Ident name;
  std::vector<Setting> settings;
};

struct Statement {
  Span span;        // whole
  Span keyword;     // `tune`, `model`, ...
  std::string doc;  // the `///` lines above, without slashes, joined by \n
  std::variant<Use, Let, Axis, Module, Rules, ModelIs, ParameterizationIs, Reference, Base, Tune, Search, Training,
               Target, Assert>
      node;
};

/// One parsed file.
struct File {
  FileId id = 0;
  std::vector<Statement> statements;
};

}  // namespace cdp::syntax
