// The syntax tree as text, without places: for tests, and to show that formatting keeps a tree.
#pragma once

#include <string>

#include "compiler/syntax/ast.h"

namespace cdp::syntax {

/// One line a statement or entry, nested by two spaces; expressions as `(* a (^ b -1))` with calls as `f(a, k = b)`.
[[nodiscard]] std::string dump(const File& file);
[[nodiscard]] std::string dump(const Expr& expr);
[[nodiscard]] std::string dump(const Selector& selector);

}  // namespace cdp::syntax
