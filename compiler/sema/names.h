// Every name in modules, rule sets and the spec's statements is known, and declared once: checked as written, before
// anything is instantiated, so that a fault is reported once however often its module is used.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

/// Checks all files but the standard library's (those too, if the root is one of them).
void check_names(const Program& program, diag::DiagnosticSink& sink);

/// What `model = Gpt(...)` or `parameterization = mup()` calls: a module or a rule set. Null after a reported error.
[[nodiscard]] const Declaration* called_by(const syntax::Expr& expr, DeclarationKind kind, const Program& program,
                                           diag::DiagnosticSink& sink);

/// The indices that a selector binds: `i` of `blocks[i]`.
[[nodiscard]] std::set<std::string> bound_names(const syntax::Selector& selector);

/// Whether a tuned value differs from layer to layer: it calls `along` or reads a bound index.
[[nodiscard]] bool depends_on_layer(const syntax::Expr& expr, const std::set<std::string>& bound);

/// Names that rules may use for ratios: `m_width`, `m_N`, `m_in`, ... and `m_<axis>` of the axes in scope.
[[nodiscard]] std::vector<std::string> ratio_names(const Program& program, std::size_t file);

/// Whether a member in the standard library declares the tag: `mult: Multiplier @residual`.
[[nodiscard]] bool library_declares_tag(std::string_view tag);

/// What an unknown module or rule set may be: `; write `use std.gpt`, which declares it` or the nearest known name.
[[nodiscard]] std::string meant(std::string_view name, std::span<const std::string> known);

}  // namespace cdp::sema
