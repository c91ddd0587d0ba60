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

}  // namespace cdp::pipeline
