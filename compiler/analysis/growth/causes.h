// Violations that one line of a rule set causes, together, and the line that puts them right.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/analysis/growth/violations.h"
#include "compiler/scaling/rules.h"

namespace cdp::analysis {

/// A line for a rule set, or a rule's line that is to be changed.
struct Repair {
  const scaling::Rule* changed = nullptr;  // null: a new line
  std::string selector;                    // `@hidden`
  std::string line;                        // `lr *= m_in^-1`, as it is to be
};

struct Cause {
  Violation first;                       // speaks for all
  std::vector<std::size_t> tensors;      // whose hyperparameter it is
  std::vector<std::size_t> multipliers;  // or whose value
  std::optional<Repair> repair;          // none: a number in the model, which no rule reaches
};

/// In the order in which they were found.
[[nodiscard]] std::vector<Cause> causes_of(const Facts& facts, const AxisVerdicts& verdicts);

/// The names of what a cause is about, folded.
[[nodiscard]] std::vector<std::string> names_of(const Facts& facts, const Cause& cause);

}  // namespace cdp::analysis
