// Walks through a file's statements: their expressions, the items of their blocks, and the names that they read.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "compiler/syntax/ast.h"

namespace cdp::analysis {

/// Calls `visit` with each whole expression of a statement: values, defaults, arguments, conditions, counts.
void visit_expressions(const syntax::Statement& statement, const std::function<void(const syntax::Expr&)>& visit);

/// Names that one statement reads: in expressions, as callees, as types of members, and as the rule set it extends.
[[nodiscard]] std::set<std::string> names_read(const syntax::Statement& statement);

/// All items of a module, those in `if` too.
void visit_items(const std::vector<syntax::ModuleItem>& items,
                 const std::function<void(const syntax::ModuleItem&)>& visit);
/// All items of a rule set, those in `if` too.
void visit_items(const std::vector<syntax::RulesItem>& items,
                 const std::function<void(const syntax::RulesItem&)>& visit);

}  // namespace cdp::analysis
