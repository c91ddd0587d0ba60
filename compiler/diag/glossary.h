// The words of the field, as `cdp explain WORD` says them: one table (glossary.def) for the terminal and
// docs/glossary.md.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::diag {

struct Term {
  std::string_view word;
  std::string_view aliases;  // with one space between them
  std::string_view meaning;
  std::string_view formula;  // empty: none
  std::string_view source;   // empty: none

  [[nodiscard]] std::vector<std::string_view> also() const;
};

extern const std::span<const Term> kGlossary;

/// By its word or one of its aliases, in either case; null: it is in no glossary. `further` come after the table.
[[nodiscard]] const Term* find_term(std::string_view word, std::span<const Term> further = {});

/// A line of the list: the first sentence.
[[nodiscard]] std::string_view in_short(const Term& term);

}  // namespace cdp::diag
