// See selection.h.
#include "compiler/lint/selection.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp::lint {

namespace {

using Rows = std::vector<const diag::CatalogRow*>;

/// Rules and what the stages report, in this order.
Rows every_row() {
  Rows rows;
  for (const Rule& rule : all_rules()) rows.push_back(&rule.row);
  for (const diag::CatalogRow& row : diag::kCatalog) rows.push_back(&row);
  return rows;
}

bool is_beginning(const std::string& word) {
  return (word.starts_with('W') || word.starts_with('E')) &&
         word.find_first_not_of("0123456789", 1) == std::string::npos;
}

bool is_opt_in(const diag::CatalogRow& row) {
  const Rule* rule = find_rule(row.id);
  return rule != nullptr && rule->state == State::kOptIn;
}

/// What a word names, without opt-in rules where it is not their own name, and without errors where it is `all`.
Result<Rows> named_by(const std::string& word) {
  auto rows = rows_of(word);
  if (!rows) return rows;
  const bool own = find_row(word) != nullptr;
  std::erase_if(*rows, [&](const diag::CatalogRow* row) {
    return (!own && is_opt_in(*row)) || (word == "all" && is_error(*row));
  });
  return rows;
}

Error no_word_for_errors(const std::string& word) {
  return {fmt::format("`{}` stands for errors, which are always reported; mend them", word), ""};
}

bool has_error(const Rows& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const diag::CatalogRow* row) { return is_error(*row); });
}

}  // namespace

Result<std::vector<const diag::CatalogRow*>> rows_of(const std::string& word) {
  if (const diag::CatalogRow* row = find_row(word)) return Rows{row};
  Rows rows = every_row();
  if (word == "all") return rows;
  std::erase_if(rows, [&](const diag::CatalogRow* row) { return !is_beginning(word) || !row->id.starts_with(word); });
  if (!rows.empty()) return rows;
  const std::string suggestion = meant_instead(word);
  return Error{fmt::format("there is no rule `{}`{}", word,
                           suggestion.empty() ? "; `cdp rules` lists codes and names" : suggestion),
               ""};
}

Selection::Selection() {
  for (const diag::CatalogRow* row : every_row())
    if (!is_error(*row) && !is_opt_in(*row)) levels_.emplace(row, row->severity);
}

Result<Selection> Selection::of(const Choice& choice) {
  Selection made;
  // What is said of one rule outweighs what is said of many, whatever the order of the lines.
  std::map<const diag::CatalogRow*, std::size_t> words;
  for (const auto& [word, level] : choice.levels) {
    const auto rows = named_by(word);
    if (!rows) return rows.error();
    if (has_error(*rows)) return no_word_for_errors(word);
    for (const diag::CatalogRow* row : *rows) {
      std::size_t& length = words[row];
      const std::size_t own = find_row(word) != nullptr ? std::string::npos : word == "all" ? 1 : 1 + word.size();
      if (length > own) continue;
      length = own;
      made.levels_.erase(row);
      made.levels_.emplace(row, level.value_or(row->severity));
      if (!level) made.levels_.erase(row);
    }
  }
  if (choice.select) {
    std::map<const diag::CatalogRow*, diag::Severity> selected;
    for (const std::string& word : *choice.select) {
      const auto rows = named_by(word);
      if (!rows) return rows.error();
      for (const diag::CatalogRow* row : *rows) {
        const auto known = made.levels_.find(row);
        if (known != made.levels_.end())
          selected.insert(*known);
        else if (!words.contains(row) || find_row(word) != nullptr)  // what cdp.toml has turned off stays so
          selected.emplace(row, row->severity);
      }
    }
    made.levels_ = std::move(selected);
  }
  for (const std::string& word : choice.ignore) {
    const auto rows = rows_of(word);
    if (!rows) return rows.error();
    if (word != "all" && has_error(*rows)) return no_word_for_errors(word);
    made = made.without(*rows);
  }
  return made;
}

Selection Selection::without(std::span<const diag::CatalogRow* const> rows) const {
  Selection made = *this;
  for (const diag::CatalogRow* row : rows) made.levels_.erase(row);
  return made;
}

diag::Severity Selection::level(const diag::CatalogRow& row) const {
  const auto found = levels_.find(&row);
  return found == levels_.end() ? row.severity : found->second;
}

std::vector<const Rule*> Selection::rules() const {
  std::vector<const Rule*> result;
  for (const Rule& rule : all_rules())
    if (levels_.contains(&rule.row)) result.push_back(&rule);
  return result;
}

}  // namespace cdp::lint
