// Changes of plans in words: one line for each factor, ranges where there are many. See diff_lines.h.
#include "compiler/diff/lines.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/plan/groups.h"

namespace cdp::diff {

namespace {

using plan::braced;
using plan::Effect;
using plan::fold_names;

/// More changes than this of one difference are told by their ranges.
constexpr std::size_t kMostLines = 6;
/// Real numbers from here on have suffixes: axes are large, hyperparameters small.
constexpr double kLarge = 10'000;

std::optional<double> number_in(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

std::string digits(double value, int count) {
  const double rounded = std::strtod(fmt::format("{:.{}g}", value, count).c_str(), nullptr);
  return shortest(std::isfinite(rounded) ? rounded : value);  // the largest numbers round up beyond what there is
}

/// A decay changes by its distance from 1, which is what it averages over.
Effect effect_on(Category category) {
  return category == Category::beta1 || category == Category::beta2 ? Effect::kComplement : Effect::kMultiply;
}

/// `x1.3`; where that would be as good as x1, `+2e-10 of it`.
std::string ratio_text(Effect effect, double ratio) {
  constexpr double kNear = 1e-3;
  if (std::abs(ratio - 1) >= kNear) return with_sign(effect, short_number(ratio));
  return fmt::format("{}{:+.2g} of it", effect == Effect::kComplement ? "1-v " : "", ratio - 1);
}

/// A value of the plan itself: `schedule.floor`, `alpha` of the parameterization.
std::string name_of(const Difference& difference) {
  constexpr std::string_view kArguments = "arguments.";
  return difference.path.substr(difference.path.starts_with(kArguments) ? kArguments.size() : 0);
}

/// By how much a number has changed. None from or to 0.
std::optional<double> ratio_of(const Difference& difference, const Change& change) {
  const auto a = number_in(change.a);
  const auto b = number_in(change.b);
  if (!a || !b || difference.what == What::kSeed) return std::nullopt;
  const bool is_decay = effect_on(difference.category) == Effect::kComplement;
  const double from = is_decay ? 1 - *a : *a;
  const double to = is_decay ? 1 - *b : *b;
  const double ratio = to / from;
  return from > 0 && to > 0 && ratio > 0 && std::isfinite(ratio) ? std::optional(ratio) : std::nullopt;
}

std::string effect_of(const Difference& difference, const Change& change) {
  if (difference.kind != ChangeKind::kChanged) return std::string(word(difference.kind));
  if (difference.what == What::kInputs) return "is fed by others of the same form";
  const auto ratio = ratio_of(difference, change);
  return ratio ? ratio_text(effect_on(difference.category), *ratio) : "";
}

/// What the section's title does not say: `std` among initial values.
std::string label_of(const Difference& difference) {
  const std::string& path = difference.path;
  if (difference.category == Category::init) return path.substr(path.find('.') + 1);
  if (difference.what == What::kReferenceShape) return "at the reference";
  const bool is_flow = difference.what == What::kOperation || difference.what == What::kInputs;
  if (difference.category == Category::graph && !is_flow) return path;
  return difference.what == What::kDecayAStep ? path : "";
}

struct Range {
  double low = 0, high = 0;
};

using Group = std::vector<const Change*>;

/// From the lowest to the highest; none where a value is no number.
template <class Number>
std::optional<Range> range_of(const Group& group, const Number& number) {
  std::optional<Range> range;
  for (const Change* change : group) {
    const std::optional<double> value = number(*change);
    if (!value) return std::nullopt;
    if (!range) range = Range{*value, *value};
    range->low = std::min(range->low, *value);
    range->high = std::max(range->high, *value);
  }
  return range;
}

/// Several changes by their ranges; none where they are not all numbers.
std::optional<Line> one_line(const Difference& difference, const Group& group) {
  const auto a = range_of(group, [](const Change& change) { return number_in(change.a); });
  const auto b = range_of(group, [](const Change& change) { return number_in(change.b); });
  if (!a || !b) return std::nullopt;
  Line line{label_of(difference), {}, range_text(a->low, a->high), range_text(b->low, b->high), "", 0};
  if (const auto ratio = range_of(group, [&](const Change& change) { return ratio_of(difference, change); }))
    line.effect = with_sign(effect_on(difference.category), range_text(ratio->low, ratio->high));
  std::vector<std::string> names;
  for (const Change* change : group) names.insert(names.end(), change->names.begin(), change->names.end());
  line.count = names.size();
  line.names = braced(fold_names(names));
  return line;
}

Line line_of(const Difference& difference, const Change& change) {
  Line line{label_of(difference), braced(change.shown), "", "", effect_of(difference, change), change.names.size()};
  if (change.names.empty()) line.names = {name_of(difference)};
  const bool has_values = change.a.index() != 0 || change.b.index() != 0;
  if (difference.kind == ChangeKind::kRenamed || (difference.kind == ChangeKind::kChanged && has_values))
    std::tie(line.a, line.b) = value_texts(change.a, change.b);
  if (difference.kind == ChangeKind::kRenamed) line.names.clear();
  if (difference.category == Category::graph && difference.kind != ChangeKind::kChanged)
    line.label = value_text(difference.kind == ChangeKind::kRemoved ? change.a : change.b);
  return line;
}

/// Real numbers that have changed by the same factor stand together, all others alone.
std::vector<Group> groups_of(const Difference& difference) {
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> by_effect;
  for (const Change& change : difference.changes) {
    std::size_t group = groups.size();
    const bool is_real = std::holds_alternative<double>(change.a) && ratio_of(difference, change);
    if (is_real && !change.names.empty()) group = by_effect.emplace(effect_of(difference, change), group).first->second;
    if (group == groups.size()) groups.emplace_back();
    groups[group].push_back(&change);
  }
  return groups;
}

}  // namespace

/// Two numbers with as many digits as tell them apart, at least four.
std::pair<std::string, std::string> apart(double a, double b) {
  for (const int count : {4, 6, 9, 12, 15})
    if (digits(a, count) != digits(b, count)) return {digits(a, count), digits(b, count)};
  return {shortest(a), shortest(b)};
}

std::string value_text(const Value& value) {
  return std::visit(
      [](const auto& one) -> std::string {
        using T = std::remove_cvref_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "none";
        else if constexpr (std::is_same_v<T, double>)
          return shortest(one);
        else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>)
          return fmt::format("{}", fmt::join(one, " x "));
        else if constexpr (std::is_same_v<T, std::vector<std::string>>)
          return one.empty() ? "none" : fmt::format("{}", fmt::join(one, " "));
        else if constexpr (std::is_same_v<T, std::string>)
          return one.empty() ? "none" : one;
        else
          return fmt::format("{}", one);
      },
      value);
}

/// Whole numbers in full, real ones as short as tells them apart: `10M`, `0.0052`.
std::pair<std::string, std::string> value_texts(const Value& a, const Value& b) {
  const auto* from = std::get_if<double>(&a);
  const auto* to = std::get_if<double>(&b);
  if (from == nullptr || to == nullptr)
    return {from != nullptr ? short_number(*from) : value_text(a), to != nullptr ? short_number(*to) : value_text(b)};
  std::pair<std::string, std::string> large = {with_suffix(*from), with_suffix(*to)};
  if (std::max(*from, *to) >= kLarge && std::min(*from, *to) >= 1 && large.first != large.second) return large;
  return apart(*from, *to);
}

std::string range_text(double lowest, double highest) {
  const std::string low = short_number(lowest);
  const std::string high = short_number(highest);
  return low == high ? low : low + " .. " + high;
}

std::vector<Line> lines_of(const Difference& difference) {
  const std::vector<Group> groups = groups_of(difference);
  if (groups.size() > kMostLines) {
    Group all;
    for (const Change& change : difference.changes) all.push_back(&change);
    if (auto line = one_line(difference, all)) return {*std::move(line)};
  }
  std::vector<Line> lines;
  for (const Group& group : groups) {
    auto line = group.size() > 1 ? one_line(difference, group) : std::nullopt;
    lines.push_back(line ? *std::move(line) : line_of(difference, *group.front()));
  }
  return lines;
}

std::string count_text(Category category, std::size_t count) {
  if (count < 2) return "";
  if (category == Category::graph) return fmt::format("{} operations", count);
  return fmt::format("{} {}", count, category == Category::multiplier ? "multipliers" : "tensors");
}

std::string differences_text(std::span<const Difference> differences, std::size_t most) {
  std::vector<std::string> told;
  std::size_t left = 0;
  for (const Difference& difference : differences) {
    const CategoryRow& category = row(difference.category);
    if (!category.counted) continue;
    for (const Line& line : lines_of(difference)) {
      if (told.size() == most) {
        ++left;
        continue;
      }
      std::string text(category.word);
      if (!line.label.empty()) text += " " + line.label;
      if (!line.names.empty()) text += (line.count > 0 ? " of " : " ") + list_of(line.names);
      if (!line.a.empty() || !line.b.empty()) text += fmt::format(" {} -> {}", line.a, line.b);
      if (!line.effect.empty()) text += fmt::format(" ({})", line.effect);
      told.push_back(std::move(text));
    }
  }
  return fmt::format("{}{}", fmt::join(told, ", "), left > 0 ? fmt::format(" and {} more", left) : "");
}

}  // namespace cdp::diff
