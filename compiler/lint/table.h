// The table of the linter's rules (lint.def), each row with the function that looks for it (rules/<name>.cpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/lint/rule.h"
#include "compiler/lint/suppressions.h"

namespace cdp::lint {

/// A file's suppressions, once all other rules have run.
struct Suppressed {
  const Text& text;
  std::span<const Suppression> suppressions;
};

/// Rules that read the text as it is written, also of libraries; rules that need a whole spec without errors; and
/// rules about comments that suppress others.
using TextRule = void (*)(const Text&, Findings&);
using SpecRule = void (*)(const CheckedSpec&, Findings&);
using CommentRule = void (*)(const Suppressed&, Findings&);

/// Whether a rule runs unless it is asked for by name.
enum class State : std::uint8_t { kOn, kOptIn };

struct Rule {
  diag::CatalogRow row;
  std::string_view name;  // after the bad pattern: `unused-let`
  State state = State::kOn;
  std::string_view what;    // what it finds, as a phrase: for lists
  std::string_view source;  // paper and table, or where it was seen to go wrong
  std::variant<TextRule, SpecRule, CommentRule> find;
};

/// In the order of their codes.
[[nodiscard]] std::span<const Rule> all_rules();

/// The rule of a code (`W4601`) or a name (`unused-let`); null: there is none.
[[nodiscard]] const Rule* find_rule(std::string_view code_or_name);

/// The same for all that can be reported: rules, and what the compiler's stages say.
[[nodiscard]] const diag::CatalogRow* find_row(std::string_view code_or_name);

/// Behind "there is no rule `W0430`": that it is retired, or the nearest word; empty where there is none.
[[nodiscard]] std::string meant_instead(std::string_view word);

/// Codes and names of all that can be reported, for suggestions.
[[nodiscard]] std::vector<std::string> all_words();

/// What makes a spec no spec, E0201: it can be neither suppressed nor ignored, whatever the level of others.
[[nodiscard]] inline bool is_error(const diag::CatalogRow& row) {
  return row.id.starts_with('E');
}

}  // namespace cdp::lint
