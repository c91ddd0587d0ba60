// Caret tests: a spec with `^^^` lines under the text where diagnostics are expected, so that a test shows
// the places it checks:
//   const MarkedSource marked = parse_carets("width = widht\n"
//                                            "        ^^^^^\n");
//   marked.text == "width = widht\n", marked.spans == {{0, 8, 13}}
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"

namespace cdp {

/// So that a failing assertion shows the bytes.
void PrintTo(const Span& span, std::ostream* out);  // NOLINT(readability-identifier-naming): the name GoogleTest calls

}  // namespace cdp

namespace cdp::test {

/// A spec without its caret lines, and the spans these marked, in the order of the text.
struct MarkedSource {
  std::string text;
  std::vector<Span> spans;
};

/// A line of nothing but spaces and carets marks the line above it: code points in the same columns. A caret
/// behind the line's end marks an empty span there.
[[nodiscard]] MarkedSource parse_carets(std::string_view marked, FileId file = 0);

[[nodiscard]] std::vector<Span> spans_of(std::span<const diag::Diagnostic> diagnostics);
[[nodiscard]] std::vector<std::string> ids_of(std::span<const diag::Diagnostic> diagnostics);
[[nodiscard]] std::vector<std::string> messages_of(std::span<const diag::Diagnostic> diagnostics);

}  // namespace cdp::test
