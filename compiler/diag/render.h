// Diagnostics as the terminal shows them: place, severity, message and code, then the source line with
// carets, further places, and the fix. Where it is printed and what else is said is the driver's matter.
#pragma once

#include <span>
#include <string>

#include "compiler/base/paint.h"
#include "compiler/base/source.h"
#include "compiler/diag/sink.h"

namespace cdp::diag {

using cdp::Color;

/// One diagnostic, ending in a line feed.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const SourceMap& sources, Color color);

/// All of them in the order given, a blank line after each, then the summary. Empty if there are none.
[[nodiscard]] std::string render_all(std::span<const Diagnostic> diagnostics, const SourceMap& sources, Color color);

/// `2 errors, 1 warning, 1 info`; empty if there are none.
[[nodiscard]] std::string summary(std::span<const Diagnostic> diagnostics);

}  // namespace cdp::diag
