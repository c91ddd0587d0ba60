// Comments that speak to the linter: `// cdp: ignore[W4001] reason` at the end of a line or above a statement or entry,
// `// cdp: ignore-file[W4001] reason` before the first statement. What is wrong with one is reported by rules W49.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"
#include "compiler/syntax/comments.h"

namespace cdp::lint {

/// A code or name between the brackets.
struct SuppressedCode {
  Span span;
  std::string word;
  const diag::CatalogRow* row = nullptr;  // null: nothing is called so
  bool judged = false;                    // whether what reports it has looked at this file
  bool used = false;
};

struct Suppression {
  Span comment;        // with its slashes
  bool alone = false;  // nothing before it on its line
  std::vector<SuppressedCode> codes;
  Span list;  // the brackets
  std::string reason;
  std::vector<Span> covers;  // findings that begin in one of these

  /// How it is not written as it must be; then it suppresses nothing. Each kind is a rule of the linter.
  struct Fault {
    enum class Kind : std::uint8_t { kIncomplete, kUnknownCode, kUnknownInstruction, kDocumentation, kTooLate };
    Kind kind = Kind::kIncomplete;
    Span span;
    std::vector<std::string> found;  // what its rule's message names
    std::optional<diag::Fix> fix = std::nullopt;
  };
  std::optional<Fault> fault;
};

/// Those of one file, in its order.
[[nodiscard]] std::vector<Suppression> suppressions(const SourceMap& sources, const syntax::File& file,
                                                    const std::vector<syntax::Comment>& comments);

/// The one that covers the finding and names its code, marked as used; null: none. Errors are never covered.
[[nodiscard]] const Suppression* suppress(std::vector<Suppression>& suppressions, const diag::Diagnostic& finding);

}  // namespace cdp::lint
