// The list of all rules, for people, for programs and for documents.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/table.h"

namespace cdp::findings {

enum class Fixable : std::uint8_t { kNo, kSafely, kUnsafely };

struct ListedRule {
  const lint::Rule* rule = nullptr;
  Fixable fixable = Fixable::kNo;  // in its bad example
};

/// By families, each with a heading.
[[nodiscard]] std::string rules_as_text(std::span<const ListedRule> rules);
[[nodiscard]] std::string rules_as_json(std::span<const ListedRule> rules);
[[nodiscard]] std::string rules_as_markdown(std::span<const ListedRule> rules);

}  // namespace cdp::findings
