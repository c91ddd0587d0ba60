// The table of the linter's rules (lint.def), each row with the function that looks for it (rules/<name>.cpp).
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Rules that read the text as it is written, also of libraries, and rules that need a whole spec without errors.
using TextRule = void (*)(const Text&, Findings&);
using SpecRule = void (*)(const Subject&, Findings&);

/// Whether a rule runs unless it is asked for by name.
enum class State : std::uint8_t { kOn, kOptIn };

struct Rule {
  diag::Row row;
  std::string_view name;  // after the bad pattern: `unused-let`
  State state = State::kOn;
  std::string_view source;  // paper and table, or where it was seen to go wrong
  std::variant<TextRule, SpecRule> find;
};

/// In the order of their codes.
[[nodiscard]] std::span<const Rule> all_rules();

/// The rule of a code (`W4601`) or a name (`unused-let`); null: there is none.
[[nodiscard]] const Rule* find_rule(std::string_view code_or_name);

}  // namespace cdp::lint
