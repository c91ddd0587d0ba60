// The table of what the compiler's stages report. catalog/*.def are the only declarations; codes.h, messages,
// `cdp explain`, the docs and the example tests come from their rows. Codes never change meaning. The linter's rows are
// in compiler/lint/lint.def.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/diag/codes.h"

namespace cdp::diag {

enum class Severity : std::uint8_t { kError, kWarning, kInfo };

/// "error", "warning", "info"
[[nodiscard]] constexpr std::string_view word(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "info";
}

/// One row. `bad` is a whole spec that must give this code; `good` the mended spec, which must be silent.
struct CatalogRow {
  std::string_view id;
  Severity severity;
  std::string_view message;
  std::string_view why;
  std::string_view bad;
  std::string_view good;
};

extern const std::span<const CatalogRow> kCatalog;

[[nodiscard]] const CatalogRow& row(Code code);

/// A code that is reported no more. It keeps its meaning, for readers of old reports and of comments that name it.
struct Retired {
  std::string_view id;
  std::string_view meant;
  std::string_view instead;
};

extern const std::span<const Retired> kRetired;

/// Null for a code that is in use, and for what was never one.
[[nodiscard]] const Retired* find_retired(std::string_view code);

}  // namespace cdp::diag
