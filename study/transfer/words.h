// Numbers of a transfer report as people read them.
#pragma once

#include <string>
#include <vector>

#include "compiler/base/columns.h"
#include "study/transfer/regret.h"

namespace cdp::study {

/// `43%`, `0.4%`; `infinite` where runs diverge or nothing is gained.
[[nodiscard]] std::string percent(double share);
/// Three significant digits: `0.0861`.
[[nodiscard]] std::string signed_less(double value);
/// `-1.31`, `+0.02`: octaves and exponents.
[[nodiscard]] std::string with_sign(double value);

using NumberWords = std::string (*)(double);

/// `43% (38% to 47%)`
[[nodiscard]] std::string with_interval(double value, const Interval& interval, NumberWords words);
[[nodiscard]] std::string with_interval(const Estimate& estimate, NumberWords words);

/// `not identifiable`, or the rate with its interval.
struct Rate;
[[nodiscard]] std::string rate_words(const Rate& rate);

/// Rows of plain text in columns that are indented by two.
[[nodiscard]] std::string table_text(const std::vector<std::vector<std::string>>& rows,
                                     const std::vector<Align>& alignment);

}  // namespace cdp::study
