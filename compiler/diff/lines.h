// Changes of plans in words, for whoever tells them: `cdp diff`, and a run that is to go on with another plan.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diff/compare.h"

namespace cdp::diff {

/// A change in words, as it was in the plan: not made harmless yet.
struct Line {
  std::string label;               // `std`; empty where the section says it
  std::vector<std::string> names;  // folded; for a value of the plan itself its own name
  std::string a, b;                // both empty: `effect` says it all
  std::string effect;              // `x1.3`, `added`
  std::size_t count = 0;           // of tensors, multipliers or operations; 0: a value of the plan itself
};
/// One for each factor that numbers changed by, and for each other change; of many, one with the ranges of the values.
[[nodiscard]] std::vector<Line> lines_of(const Difference& difference);

/// `12 tensors`; empty for 1 and 0.
[[nodiscard]] std::string count_text(Category category, std::size_t count);

/// The first of the differences that count, in one line: `training steps 100 -> 200, lr of head.weight 0.1 -> 0.2
/// (x2)`.
[[nodiscard]] std::string differences_text(std::span<const Difference> differences, std::size_t most);

/// As short as it reads, without the other one.
[[nodiscard]] std::string value_text(const Value& value);
/// Whole numbers in full, real ones as short as tells them apart: `10M`, `0.0052`.
[[nodiscard]] std::pair<std::string, std::string> value_texts(const Value& a, const Value& b);
/// Two numbers with as many digits as tell them apart, at least four.
[[nodiscard]] std::pair<std::string, std::string> apart(double a, double b);
/// `0.1 .. 0.2`, or `0.1`.
[[nodiscard]] std::string range_text(double lowest, double highest);

}  // namespace cdp::diff
