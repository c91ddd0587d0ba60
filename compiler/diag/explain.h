// `cdp explain CODE`: what a diagnostic means, why it is one, a spec that has it and one that has not; or what a word
// of the glossary means. All of it comes from the tables' rows, and from those of other tables that the caller adds.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/base/result.h"
#include "compiler/diag/catalog.h"
#include "compiler/diag/glossary.h"

namespace cdp::diag {

/// A row of another table, the linter's, which says more.
struct Entry {
  const CatalogRow* row = nullptr;
  std::string_view name;    // `unused-let`
  std::string_view what;    // what is found, as a phrase
  std::string_view source;  // where it is known from
  bool opt_in = false;
};

/// What other tables add.
struct Further {
  std::span<const Entry> entries = {};
  std::span<const Term> terms = {};
};

/// The page of one code (`E0201`, also `e0201`), name or word. An unknown one is an Error with the nearest.
[[nodiscard]] Result<std::string> explain(std::string_view asked, const Further& further = {});

/// One row as `cdp explain` shows it.
[[nodiscard]] std::string explain(const CatalogRow& row);
[[nodiscard]] std::string explain(const Entry& entry);
[[nodiscard]] std::string explain(const Term& term);

/// Every code with its message, a line each, and then every word.
[[nodiscard]] std::string list_all(const Further& further = {});

/// A message for readers who see no case of it: holes become `...`, a hole for a suggestion is left out.
[[nodiscard]] std::string without_holes(std::string_view message);

}  // namespace cdp::diag
