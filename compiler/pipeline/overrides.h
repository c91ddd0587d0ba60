// Overrides of a command line (`--set base.lr=2e-3`): what is set on top of a spec without changing its file. They are
// read by the language's own parser, so that what is wrong with one is found as in a spec, at `--set:2:1` for the
// second.
#pragma once

#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"

namespace cdp::pipeline {

/// As statements of a text that is shown as `--set`: one a line, in their order.
[[nodiscard]] std::vector<syntax::Statement> read_overrides(const std::vector<std::string>& sets, SourceMap& sources,
                                                            diag::DiagnosticSink& sink);

/// The same as the text of a spec, in its canonical form: a `base` and a `training` with the last value of each key,
/// and lines of `tune`, those of one selector together where the order does not matter. `extended`, where it is not
/// empty, is the spec that they are set on top of: the text is then a spec itself, which extends that one and compiles
/// to the same values.
[[nodiscard]] std::string override_lines(const std::vector<syntax::Statement>& overrides, const SourceMap& sources,
                                         const std::string& extended = "");

}  // namespace cdp::pipeline
