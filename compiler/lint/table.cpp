// The rows of lint.def as a table. A row without its file in rules/ does not link.
#include "compiler/lint/table.h"

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/diag/catalog/examples.h"

namespace cdp::lint {

namespace rules {
#define CDP_LINTED_text Text
#define CDP_LINTED_spec CheckedSpec
#define CDP_LINTED_comment Suppressed
#define LINT(code, name, kind, state, level, what, message, why, source, bad, good) \
  void name(const CDP_LINTED_##kind&, Findings&);
#include "compiler/lint/lint.def"
#undef LINT
}  // namespace rules

namespace {

/// Names stand with dashes; C++ wants underscores.
std::string dashed(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '_', '-');
  return result;
}

struct Table {
  std::vector<std::string> names;
  std::vector<Rule> rules;
};

Table make_table() {
  Table table;
  table.names = {
#define LINT(code, name, ...) dashed(#name),
#include "compiler/lint/lint.def"
#undef LINT
  };
  std::size_t i = 0;
#define LINT(code, name, kind, state, level, what, message, why, source, bad, good) \
  table.rules.push_back({{#code, diag::Severity::level, message, why, bad, good},   \
                         table.names[i++],                                          \
                         State::state,                                              \
                         what,                                                      \
                         source,                                                    \
                         &rules::name});
#include "compiler/lint/lint.def"
#undef LINT
  return table;
}

}  // namespace

std::span<const Rule> all_rules() {
  static const Table kTable = make_table();
  return kTable.rules;
}

const Rule* find_rule(std::string_view code_or_name) {
  for (const Rule& rule : all_rules())
    if (rule.row.id == code_or_name || rule.name == code_or_name) return &rule;
  return nullptr;
}

const diag::CatalogRow* find_row(std::string_view code_or_name) {
  if (const Rule* rule = find_rule(code_or_name)) return &rule->row;
  for (const diag::CatalogRow& row : diag::kCatalog)
    if (row.id == code_or_name) return &row;
  return nullptr;
}

std::string meant_instead(std::string_view word) {
  if (const diag::Retired* retired = diag::find_retired(word))
    return "; it is retired: " + std::string(retired->instead);
  return did_you_mean(word, all_words());
}

std::vector<std::string> all_words() {
  std::vector<std::string> words;
  for (const Rule& rule : all_rules()) {
    words.emplace_back(rule.row.id);
    words.emplace_back(rule.name);
  }
  for (const diag::CatalogRow& row : diag::kCatalog) words.emplace_back(row.id);
  return words;
}

}  // namespace cdp::lint
