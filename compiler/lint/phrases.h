// How findings say what several of them say: names, factors, amounts, scales.
#pragma once

#include <string>
#include <vector>

#include "compiler/analysis/scale_values.h"

namespace cdp::lint {

/// `a`, `b` and 3 more: each name in backticks.
[[nodiscard]] std::string named(const std::vector<std::string>& names);

/// `x8`, `x0.125`
[[nodiscard]] std::string times(double factor);

/// `12%` of 0.12
[[nodiscard]] std::string percent(double share);

/// `10M tok`, or `3k samples` where the task has no tokens.
[[nodiscard]] std::string amount(const analysis::ScaleValues& scale, double count);

/// `0.013 runs`, `2.5 runs`
[[nodiscard]] std::string runs_text(double share);

/// `big` in backticks, or the words "the reference".
[[nodiscard]] std::string scale_text(const analysis::ScaleValues& scale);

}  // namespace cdp::lint
