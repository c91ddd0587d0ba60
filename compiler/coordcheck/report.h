// The forms of a coordinate check's result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/coordcheck/verdict.h"

namespace cdp::coordcheck {

/// Along one axis.
struct StudyResult {
  std::string axis;
  std::vector<double> scales;
  std::vector<Check> checks;         // the worst first
  std::vector<Series> series;        // as measured
  std::vector<std::string> unknown;  // names of lines that the spec has not
};

struct CoordCheck {
  std::string spec;              // as shown to users
  std::string parameterization;  // the rule set in force
  std::string data;              // what was trained on, in words
  std::int64_t steps = 0, batch = 0;
  std::size_t seeds = 0;
  double tolerance = kTolerance;
  std::vector<StudyResult> studies;
};

[[nodiscard]] bool fails(const StudyResult& study);
[[nodiscard]] bool fails(const CoordCheck& check);

/// What fails as a table, what passes as a line; with `all` the table has every row.
[[nodiscard]] std::string to_text(const CoordCheck& check, bool all);
[[nodiscard]] std::string to_json(const CoordCheck& check);
/// A suite an axis, a case a check.
[[nodiscard]] std::string to_junit(const CoordCheck& check);
/// A page with a small chart a module, that needs neither network nor scripts.
[[nodiscard]] std::string to_html(const CoordCheck& check);

/// `+0.50`, `-0.50 to +0.00`, `?` where nothing is predicted.
[[nodiscard]] std::string predicted_text(const Range& range);
/// `+0.48 ± 0.03`
[[nodiscard]] std::string measured_text(const Check& check);

}  // namespace cdp::coordcheck
