// Runs rules over one file. Which rules, and what becomes of their findings, is the caller's matter.
#pragma once

#include <span>

#include "compiler/lint/table.h"

namespace cdp::lint {

/// `checked` is null where the file has no whole spec, or errors: then only rules of the text run.
void run(std::span<const Rule* const> rules, const Text& text, const CheckedSpec* checked, diag::DiagnosticSink& sink);

}  // namespace cdp::lint
