// Violations with one cause, together, and the line that puts them right.
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
  const scaling::Rule* changed = nullptr;  // null: a new line is the only way
  std::string line;                        // the changed rule, as it is to be
  std::string added;                       // a new line that has the same effect: `@hidden { lr *= m_in^-1 }`

  /// What to write.
  [[nodiscard]] const std::string& text() const { return changed == nullptr ? added : line; }
};

/// One fault of a rule set, and all that it concerns.
struct Instability {
  Violation first;                       // speaks for all
  std::vector<std::size_t> tensors;      // whose hyperparameter it is
  std::vector<std::size_t> multipliers;  // or whose value
  std::optional<Repair> repair;          // none: a number in the model, which no rule reaches
};

/// In the order in which they were found.
[[nodiscard]] std::vector<Instability> instabilities_of(const Facts& facts, const AxisVerdicts& verdicts);

/// Along every direction in which a target grows by at least `least`, or shrinks as much.
struct Along {
  Direction direction;
  std::vector<Instability> instabilities;
};
[[nodiscard]] std::vector<Along> stability_of(const Facts& facts, double least);

/// The names of what a fault is about, folded; where it is a number of the model, or a factor that it lacks, the
/// operation.
[[nodiscard]] std::vector<std::string> names_of(const Facts& facts, const Instability& fault);

}  // namespace cdp::analysis
