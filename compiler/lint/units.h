// What a comment above it stands for: statements, and the entries of their blocks.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/syntax/ast.h"

namespace cdp::lint {

/// The spans of all statements and, in them, of settings, adjustments, members, conditions and clauses; a statement
/// before what is in it.
[[nodiscard]] std::vector<Span> units_of(const syntax::File& file, std::string_view text);

}  // namespace cdp::lint
