// What an operation's sizes must keep to: the column `needs` of operations.def, read once. Sizes are whole numbers in a
// plan and expressions of the axes in a spec; who has them says what holds:
//   for (const Condition& condition : operation(Op::split_heads).conditions)  // heads divides width
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cdp::plan {

enum class Relation { kDivides, kBelow, kAtMost };

/// The product of `left` stands in the relation to `right`.
struct Condition {
  Relation relation = Relation::kDivides;
  std::vector<std::string_view> left;  // names of sizes, or whole numbers
  std::string_view right;              // a name
};

/// `heads divides width, index below chunks`; the text must outlive the result.
[[nodiscard]] std::vector<Condition> parse_conditions(std::string_view words);

/// "`heads` to divide `width`"
[[nodiscard]] std::string words_of(const Condition& condition);

/// Whether it is a whole number and no name.
[[nodiscard]] bool is_number(std::string_view word);

}  // namespace cdp::plan
