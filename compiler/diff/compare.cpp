// The plan's own values by their fields(), then tensors, multipliers and graph by their parts; equal changes of equal
// cause become one difference.
#include "compiler/diff/compare.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/diff/fields.h"
#include "compiler/plan/groups.h"

namespace cdp::diff {
namespace {

using plan::AxisScale;
using plan::Block;
using plan::fold_names;
using plan::for_each_field;
using plan::HasFields;
using plan::IsVector;
using plan::Multiplier;
using plan::Ordered;
using plan::Plan;
using plan::Tensor;

static_assert(categorised<Plan>("plan."), "every field stands in exactly one row of categories.def");

void add_number(std::string& key, double number) {
  key += fmt::format("{:x} ", std::bit_cast<std::uint64_t>(number));
}

/// A text that equal values have, and no others.
void add_value(std::string& key, const Value& value) {
  key += fmt::format("{}:", value.index());
  std::visit(
      [&](const auto& one) {
        using T = std::remove_cvref_t<decltype(one)>;
        if constexpr (std::is_same_v<T, double>)
          add_number(key, one);
        else if constexpr (IsVector<T>)
          key += fmt::format("{}", fmt::join(one, "\x1f"));
        else if constexpr (!std::is_same_v<T, std::monostate>)
          key += fmt::format("{}", one);
      },
      value);
  key += '\x1e';
}

/// Causes that differ only in what their lines give have the same text.
std::string text_of(const std::vector<Cause>& causes) {
  std::string key;
  for (const Cause& cause : causes) {
    for (const std::optional<Link>& link : {cause.a, cause.b})
      key += link ? fmt::format("{}\x1f{}\x1e", link->text, link->at) : "\x1e";
    for (const Fact& fact : cause.facts) {
      key += fact.name;
      add_value(key, fact.a);
      add_value(key, fact.b);
    }
    key += cause.unknown + '\n';
  }
  return key;
}

void widen(std::optional<Link>& link, const std::optional<Link>& by) {
  if (!link || !by) return;
  link->lowest = std::min(link->lowest, by->lowest);
  link->highest = std::max(link->highest, by->highest);
}

/// The axes: a ratio is told only where neither of its parts tells it.
void compare_scales(const Context& context, Rows& rows) {
  std::string axis_told;
  compare_values(&context.a.scale, &context.b.scale, "", context.tolerance,
                 [&](const std::string& path, Value a, Value b) {
                   const std::size_t dot = path.rfind('.');
                   const std::string axis = path.substr(0, dot);
                   if (path.substr(dot + 1) == "ratio" && axis == axis_told) return;
                   axis_told = axis;
                   rows.add({Category::scale, ChangeKind::kChanged, What::kPath, path}, std::move(a), std::move(b), "");
                 });
}

void compare_heads(const Context& context, Rows& rows) {
  for_each_field<Plan>([&](const auto& field) {
    using Member = std::remove_cvref_t<decltype(context.a.*(field.member))>;
    constexpr bool kHasOwnRules = std::is_same_v<Member, std::vector<Tensor>> ||
                                  std::is_same_v<Member, std::vector<Multiplier>> || std::is_same_v<Member, Block>;
    if constexpr (std::is_same_v<Member, Ordered<AxisScale>>) {
      compare_scales(context, rows);
    } else if constexpr (!kHasOwnRules) {
      const Category category = category_of(std::string("plan.") + field.key);
      const std::string path = HasFields<Member> ? "" : field.key;
      compare_values(
          &(context.a.*(field.member)), &(context.b.*(field.member)), path, context.tolerance,
          [&](const std::string& changed, Value a, Value b) {
            rows.add({category, ChangeKind::kChanged, what_of(changed), changed}, std::move(a), std::move(b), "");
          });
    }
  });
}

}  // namespace

std::size_t Difference::count() const {
  std::size_t count = 0;
  for (const Change& change : changes) count += std::max<std::size_t>(change.names.size(), 1);
  return count;
}

bool same_number(double a, double b, double tolerance) {
  return a == b || std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

void Rows::add(const Row& row, Value a, Value b, const std::string& name, std::vector<Cause> causes) {
  Change& one = change(row, std::move(a), std::move(b), std::move(causes));
  if (name.empty()) return;
  show(one, name, name);
}

void Rows::add_part(const Row& row, const std::string& name, const std::string& shown, std::vector<Cause> causes) {
  show(change(row, {}, {}, std::move(causes)), name, shown);
}

void Rows::show(Change& one, const std::string& name, const std::string& shown) {
  one.names.push_back(name);
  if (one.shown.empty() || one.shown.back() != shown) one.shown.push_back(shown);
}

Change& Rows::change(const Row& row, Value a, Value b, std::vector<Cause> causes) {
  std::string key =
      fmt::format("{} {} {}\n", static_cast<int>(row.category), static_cast<int>(row.kind), row.path) + text_of(causes);
  const auto [known, is_new] = known_.try_emplace(std::move(key), Known{differences_.size(), {}});
  if (is_new) {
    differences_.push_back({row.category, row.kind, row.what, row.path, {}, std::move(causes)});
  } else {
    std::vector<Cause>& all = differences_[known->second.index].causes;
    for (std::size_t i = 0; i < all.size(); ++i) {
      widen(all[i].a, causes[i].a);
      widen(all[i].b, causes[i].b);
    }
  }
  std::vector<Change>& changes = differences_[known->second.index].changes;
  std::string values;
  add_value(values, a);
  add_value(values, b);
  const auto [place, is_other] = known->second.changes.try_emplace(std::move(values), changes.size());
  if (is_other) changes.push_back({std::move(a), std::move(b), {}, {}});
  return changes[place->second];
}

std::vector<Difference> Rows::take() && {
  for (Difference& difference : differences_)
    for (Change& change : difference.changes) change.shown = fold_names(change.shown);
  std::stable_sort(differences_.begin(), differences_.end(),
                   [](const Difference& x, const Difference& y) { return x.category < y.category; });
  return std::move(differences_);
}

std::vector<Difference> compare(const Plan& a, const Plan& b, const Options& options) {
  const Context context = context_of(a, b, options.tolerance);
  Rows rows;
  compare_heads(context, rows);
  const Renames renames = compare_parts(context, rows);
  compare_graphs(context, renames, rows);
  return std::move(rows).take();
}

bool are_different(std::span<const Difference> differences, std::span<const Category> chosen) {
  return std::any_of(differences.begin(), differences.end(), [&](const Difference& difference) {
    if (chosen.empty()) return row(difference.category).counted;
    return std::find(chosen.begin(), chosen.end(), difference.category) != chosen.end();
  });
}

Result<std::vector<Category>> parse_categories(std::string_view list) {
  std::vector<Category> chosen;
  while (!list.empty()) {
    const std::string_view word = list.substr(0, list.find(','));
    list.remove_prefix(std::min(word.size() + 1, list.size()));
    const auto known =
        std::find_if(kCategories.begin(), kCategories.end(), [&](const CategoryRow& row) { return row.word == word; });
    if (known == kCategories.end()) {
      std::vector<std::string> words;
      words.reserve(kCategories.size());
      for (const CategoryRow& row : kCategories) words.emplace_back(row.word);
      return Error{fmt::format("there is no category `{}`{}", word, did_you_mean_or(word, words)), "--fail-on"};
    }
    chosen.push_back(known->category);
  }
  if (chosen.empty()) return Error{"names no category; leave it out to fail on any difference", "--fail-on"};
  return chosen;
}

}  // namespace cdp::diff
