// The only door to ANTLR: text to syntax tree.
#pragma once

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"

namespace cdp::syntax {

/// Parses a file of `sources`. Syntax errors are reported (several in one run); the tree then holds
/// the statements that could be understood, so that later stages can find their own errors.
[[nodiscard]] File parse(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

/// Parses a single expression (for `--at width=1024`): null and diagnostics if it is none.
[[nodiscard]] ExprPtr parse_expression(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

/// Parses `width=1024,batch=256seq`: the settings of a block without its braces, with commas or semicolons between
/// them (for `--at`). What could be understood, and diagnostics about the rest.
[[nodiscard]] std::vector<Setting> parse_settings(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

/// Parses overrides, one a line: `base.lr = 2e-3`, `training.seed = 2`, `blocks.*.mlp.lr *= 2` (for `--set`). Each is
/// the statement that it stands for, `base`, `training` or `tune` with one entry, whose place is the whole line.
[[nodiscard]] std::vector<Statement> parse_overrides(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

/// Parses a single selector or tensor path.
[[nodiscard]] std::optional<Selector> parse_selector(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

}  // namespace cdp::syntax
