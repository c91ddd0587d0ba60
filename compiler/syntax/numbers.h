// What a number word means: digits, what is attached to them, and the unit. Also the text of strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"

namespace cdp::syntax {

/// The value of `10M`, `5%`, `256seq`, as the nearest double. Faults are reported; the value is then what is
/// understood of it.
[[nodiscard]] Number read_number(std::string_view text, Span span, diag::DiagnosticSink& sink);

/// A whole number below 10^15 without anything attached, as indices are.
[[nodiscard]] std::optional<std::int64_t> read_whole(std::string_view text);

/// The value of a string word, its quotes included; `\"`, `\\`, `\n` and `\t` are applied.
[[nodiscard]] std::string read_string(std::string_view text, Span span, diag::DiagnosticSink& sink);

}  // namespace cdp::syntax
