// All parts of an expression, as written: what checks of names and messages about values go through.
#pragma once

#include <functional>

#include "compiler/syntax/ast.h"

namespace cdp::sema {

/// Calls `visit` with the expression and everything in it, from left to right, the whole before its parts.
void visit_parts(const syntax::Expr& expr, const std::function<void(const syntax::Expr&)>& visit);

}  // namespace cdp::sema
