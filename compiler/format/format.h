// The one canonical form of a .cdp file. Only white space, needless semicolons and needless last commas change: the
// tree, the words and the comments stay. Reading and writing files is the driver's matter.
#pragma once

#include <optional>
#include <string>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"

namespace cdp::format {

/// The widest a line becomes unless a single word or comment is wider.
inline constexpr int kColumns = 100;

/// The file's text in canonical form. None if it has syntax errors, which are then in the sink.
[[nodiscard]] std::optional<std::string> format(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

}  // namespace cdp::format
