// Reads conditions and says them.
#include "compiler/plan/conditions.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace cdp::plan {
namespace {

struct RelationRow {
  Relation relation;
  std::string_view sign;   // in the table
  std::string_view words;  // in a message
};
constexpr RelationRow kRelations[] = {
    {Relation::kDivides, " divides ", " to divide "},
    {Relation::kBelow, " below ", " to be below "},
    {Relation::kAtMost, " at most ", " to be at most "},
};

/// Cuts the text before `separator` off `rest`.
std::string_view cut(std::string_view& rest, std::string_view separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + separator.size(), rest.size()));
  return piece;
}

std::string quoted(std::string_view word) {
  return is_number(word) ? std::string(word) : "`" + std::string(word) + "`";
}

Condition parse_condition(std::string_view words) {
  const auto row = std::find_if(std::begin(kRelations), std::end(kRelations), [&](const RelationRow& candidate) {
    return words.find(candidate.sign) != std::string_view::npos;
  });
  CHECK(row != std::end(kRelations));
  Condition condition;
  condition.relation = row->relation;
  std::string_view left = cut(words, row->sign);
  while (!left.empty()) condition.left.push_back(cut(left, " * "));
  condition.right = words;
  return condition;
}

}  // namespace

std::vector<Condition> parse_conditions(std::string_view words) {
  std::vector<Condition> conditions;
  while (!words.empty()) conditions.push_back(parse_condition(cut(words, ", ")));
  return conditions;
}

std::string words_of(const Condition& condition) {
  std::string out;
  for (const std::string_view factor : condition.left) out += (out.empty() ? "" : " * ") + quoted(factor);
  for (const RelationRow& row : kRelations)
    if (row.relation == condition.relation) out += row.words;
  return out + quoted(condition.right);
}

bool is_number(std::string_view word) {
  return !word.empty() && word.front() >= '0' && word.front() <= '9';
}

}  // namespace cdp::plan
