// What becomes of a file's findings: which are wanted, at which level, and which are suppressed by its comments.
#pragma once

#include <string>
#include <vector>

#include "compiler/lint/selection.h"

namespace cdp::lint {

struct Filtered {
  diag::Diagnostic finding;
  const Suppression* by = nullptr;  // null: it stands
};

/// How much of a file was looked at; codes that nobody has looked for are not called unused.
enum class Seen { kText, kWhole };

/// Whether a code would have been found in a file, had it been there.
[[nodiscard]] bool was_looked_for(const diag::CatalogRow& row, const Selection& selection, Seen seen);

/// A file's findings with those of the rules about suppressions, in the order in which people read a file. `found` is
/// of the stages and of the other rules; `suppressions` are of the linted file and of those it uses.
[[nodiscard]] std::vector<Filtered> filter(const Text& text, std::vector<diag::Diagnostic> found,
                                           std::vector<Suppression>& suppressions, const Selection& selection,
                                           Seen seen);

}  // namespace cdp::lint
