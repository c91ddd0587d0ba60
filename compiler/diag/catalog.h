// The table of what the compiler's stages report. catalog/*.def are the only declarations; the enum, messages,
// `cdp explain`, the docs and the example tests come from their rows. Codes never change meaning. The linter's rows are
// in compiler/lint/lint.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "compiler/diag/catalog/examples.h"

namespace cdp::diag {

enum class Severity : std::uint8_t { kError, kWarning, kInfo };

/// "error", "warning", "info"
[[nodiscard]] constexpr std::string_view word(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "info";
}

enum class Code : std::uint16_t {
#define DIAGNOSTIC(code, severity, message, why, bad, good) code,
#include "compiler/diag/catalog/all.def"
};

/// One row. `bad` is a whole spec that must give this code; `good` the mended spec, which must be silent.
struct Row {
  std::string_view id;
  Severity severity;
  std::string_view message;
  std::string_view why;
  std::string_view bad;
  std::string_view good;
};

/// The rows, then an empty one, so that the table may be included before any stage has declared a row.
inline constexpr Row kRows[] = {
#define DIAGNOSTIC(code, severity, message, why, bad, good) {#code, Severity::severity, message, why, bad, good},
#include "compiler/diag/catalog/all.def"
    {},
};
inline constexpr std::span<const Row> kCatalog(kRows, std::size(kRows) - 1);

[[nodiscard]] constexpr const Row& row(Code code) {
  return kRows[static_cast<std::size_t>(code)];
}

/// A code that is reported no more. It keeps its meaning, for readers of old reports and of comments that name it.
struct Retired {
  std::string_view id;
  std::string_view meant;
  std::string_view instead;
};

inline constexpr Retired kRetired[] = {
#define RETIRED(code, meant, instead) {#code, meant, instead},
#include "compiler/diag/catalog/all.def"
};

/// Null for a code that is in use, and for what was never one.
[[nodiscard]] constexpr const Retired* find_retired(std::string_view code) {
  for (const Retired& row : kRetired)
    if (row.id == code) return &row;
  return nullptr;
}

/// The number of `{}` holes in a message. `{{` and `}}` are braces to be shown.
[[nodiscard]] constexpr std::size_t holes(std::string_view message) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < message.size(); ++i) {
    if (message[i] != '{' && message[i] != '}') continue;
    if (message[i] == '{' && message[i + 1] == '}') ++count;
    ++i;
  }
  return count;
}

}  // namespace cdp::diag
