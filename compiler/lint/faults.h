// What is wrong with comments that speak to the linter, for the rules that report it: one rule a kind.
#pragma once

#include <vector>

#include "compiler/lint/table.h"

namespace cdp::lint {

/// Those of a kind in the linted file.
[[nodiscard]] inline std::vector<const Suppression::Fault*> faults(const Suppressed& suppressed,
                                                                   Suppression::Fault::Kind kind) {
  std::vector<const Suppression::Fault*> found;
  for (const Suppression& one : suppressed.suppressions)
    if (one.fault && one.fault->kind == kind && one.comment.file == 0) found.push_back(&*one.fault);
  return found;
}

}  // namespace cdp::lint
