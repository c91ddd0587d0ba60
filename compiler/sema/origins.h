// Where the names in a setting or rule get their values: through constants, and through the parameters of rule sets to
// the call that sets them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

struct Origin {
  Span at;
  std::string text;       // `let peak = 3e-4`, `alpha = 1`; white space folded
  std::size_t depth = 1;  // of names that lead to it
};

/// What the names in the expression of a setting, adjustment or multiplier that stands at `at` come from, each followed
/// by what its own names come from. Nothing where no name stands there.
[[nodiscard]] std::vector<Origin> origins_of(const Program& program, const SourceMap& sources, Span at);

}  // namespace cdp::sema
