// Which of all that can be reported is wanted, and at which level: from the words of a command line and of cdp.toml.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/lint/table.h"

namespace cdp::lint {

/// What a word stands for: a code, a name, the beginning of codes (`W46`), `all`. An unknown one is an Error with the
/// nearest.
[[nodiscard]] Result<std::vector<const diag::CatalogRow*>> rows_of(const std::string& word);

/// The words as users write them.
struct Choice {
  std::optional<std::vector<std::string>> select;  // none: what is on by default
  std::vector<std::string> ignore;
  std::vector<std::pair<std::string, std::optional<diag::Severity>>> levels;  // none: off
};

/// Errors are always wanted.
class Selection {
 public:
  /// What is on by default.
  Selection();

  /// Levels first, then what is selected, then what is ignored; a rule that is opt-in runs where its own code or name
  /// is selected or given a level. An error is named by no word but `all` and `E...`, which is an Error too.
  [[nodiscard]] static Result<Selection> of(const Choice& choice);

  /// Without these, as for one file.
  [[nodiscard]] Selection without(std::span<const diag::CatalogRow* const> rows) const;

  [[nodiscard]] bool has(const diag::CatalogRow& row) const { return is_error(row) || levels_.contains(&row); }
  [[nodiscard]] diag::Severity level(const diag::CatalogRow& row) const;
  /// The rules to run, in the order of the table.
  [[nodiscard]] std::vector<const Rule*> rules() const;

 private:
  std::map<const diag::CatalogRow*, diag::Severity> levels_;  // what is on
};

}  // namespace cdp::lint
