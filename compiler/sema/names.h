// What every name in modules, rule sets and the spec's statements means, found once, as written, before anything is
// instantiated: a fault is reported once however often its module is used, and later stages look nothing up by text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

/// Fills `program.names`. Faults are reported of all files but the standard library's (of those too, if the root is one
/// of them).
void resolve_names(Program& program, diag::DiagnosticSink& sink);

/// What `model = Gpt(...)` or `parameterization = mup()` calls: a module or a rule set. Null after an error, which
/// resolve_names has reported.
[[nodiscard]] const Declaration* called_by(const syntax::Expr& expr, const Resolution& names);

/// Whether a tuned value differs from layer to layer: it calls `along` or reads a bound index.
[[nodiscard]] bool depends_on_layer(const syntax::Expr& expr, const Resolution& names);

/// Names that rules may use for ratios: `m_width`, `m_N`, `m_in`, ... and `m_<axis>` of the axes in scope.
[[nodiscard]] std::vector<std::string> ratio_names(const Program& program, std::size_t file);

/// Whether a member in the standard library declares the tag: `mult: Multiplier @residual`.
[[nodiscard]] bool library_declares_tag(std::string_view tag);

/// What an unknown module or rule set may be: `; write `use std.gpt`, which declares it` or the nearest known name.
[[nodiscard]] std::string meant(std::string_view name, std::span<const std::string> known);

}  // namespace cdp::sema
