// From measured lines to the result along an axis.
#pragma once

#include <span>

#include "compiler/base/result.h"
#include "compiler/coordcheck/report.h"

namespace cdp::coordcheck {

/// Names that the spec has not are listed and not judged. Errors: nothing of the axis is in the lines, or too little
/// for a slope with an interval.
[[nodiscard]] Result<StudyResult> judge_study(std::span<const run::MeasuredLine> lines, const Study& study,
                                              const Expected& expected, double tolerance);

}  // namespace cdp::coordcheck
