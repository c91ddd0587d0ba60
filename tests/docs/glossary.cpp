// See glossary.h.
#include "tests/docs/glossary.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "compiler/diag/glossary.h"
#include "compiler/stability/report.h"

namespace cdp::docs {

namespace {

std::string section(const diag::Term& term) {
  std::string text = fmt::format("\n## {}\n\n{}\n", term.word, term.meaning);
  if (!term.formula.empty()) text += fmt::format("\n```text\n{}\n```\n", term.formula);
  if (!term.aliases.empty()) text += fmt::format("\nAlso: {}.\n", fmt::join(term.also(), ", "));
  return text + fmt::format("\nSource: {}.\n", term.source);
}

}  // namespace

std::string glossary_page() {
  std::string text =
      "# Words\n\nMade from the table that `cdp explain WORD` reads. [How scaling is worked out](scaling.md) puts them "
      "together.\n";
  std::vector<diag::Term> terms(diag::kGlossary.begin(), diag::kGlossary.end());
  std::sort(terms.begin(), terms.end(), [](const diag::Term& a, const diag::Term& b) { return a.word < b.word; });
  for (const diag::Term& term : terms) text += section(term);
  text += "\n## Verdicts of cdp scaling\n\n" + verdicts_table();
  return text;
}

std::string verdicts_table() {
  std::string text = "| verdict | meaning |\n|---|---|\n";
  for (const stability::VerdictRow& row : stability::verdict_rows())
    text += fmt::format("| {} | {} |\n", row.word, row.meaning);
  return text;
}

std::string columns_table() {
  std::string text = "| column | key in JSON | of | meaning |\n|---|---|---|---|\n";
  for (const auto& [columns, of] :
       {std::pair{&stability::value_columns(), "activations"}, std::pair{&stability::tensor_columns(), "tensors"}})
    for (const stability::Column& column : *columns)
      text += fmt::format("| {} | `{}` | {} | {} |\n", column.head, column.key, of, column.meaning);
  return text;
}

}  // namespace cdp::docs
