// Brackets before grammar: after this every opening bracket has its closing one and nesting is bounded, so
// that the parser can neither overflow nor lose its place. Inside compiler/syntax only.
#pragma once

#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/syntax/words.h"

namespace cdp::syntax {

/// How deep brackets, conditionals and signs may nest.
inline constexpr std::size_t kMaxNesting = 200;

/// Reports brackets without partners and mends them in `words`. False if something nests deeper than
/// kMaxNesting, which is reported too; the words are then not to be parsed.
[[nodiscard]] bool balance(std::string_view text, FileId file, Words& words, diag::DiagnosticSink& sink);

}  // namespace cdp::syntax
