// Which names a file's statements read: for rules about what is declared and never used.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Whether the file is a spec of its own (it has a model) and no file of declarations for others.
[[nodiscard]] bool is_spec(const Text& text);

/// Calls `visit` with each whole expression of a statement: values, defaults, arguments, conditions, counts.
void visit_expressions(const syntax::Statement& statement, const std::function<void(const syntax::Expr&)>& visit);

/// Names that one statement reads: in expressions, as callees, as types of members, and as the rule set it extends.
[[nodiscard]] std::set<std::string> names_read(const syntax::Statement& statement);

/// Names that are read anywhere in the file: in expressions, as callees, and as types of members. A declaration does
/// not use itself; `a` of `a.b` is used.
[[nodiscard]] std::set<std::string> used_names(const Text& text);

}  // namespace cdp::lint
