// `cdp explain`: pages of the catalog, of the linter's rules, and of the words of the field.
#include "compiler/diag/explain.h"

#include <memory>
#include <vector>

#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/lint/table.h"
#include "compiler/stability/report.h"

namespace cdp::driver {

namespace {

std::vector<diag::Entry> rules() {
  std::vector<diag::Entry> entries;
  for (const lint::Rule& rule : lint::all_rules())
    entries.push_back({&rule.row, rule.name, rule.what, rule.source, rule.state == lint::State::kOptIn});
  return entries;
}

/// The verdicts of `cdp scaling`.
std::vector<diag::Term> verdicts() {
  std::vector<diag::Term> terms;
  for (const stability::VerdictRow& row : stability::verdict_rows())
    terms.push_back({row.word, "", row.meaning, "", "`cdp scaling` (docs/scaling.md)"});
  return terms;
}

}  // namespace

Answer explain(const ExplainOptions& options, const Colors& colors) {
  const std::vector<diag::Entry> entries = rules();
  const std::vector<diag::Term> terms = verdicts();
  const diag::Further further{entries, terms};
  if (options.code.empty()) return {kClean, diag::list_all(further), ""};
  auto page = diag::explain(options.code, further);
  if (!page) return could_not_run(page.error(), colors);
  return {kClean, std::move(*page), ""};
}

Runner add_explain(Options& command) {
  auto options = std::make_shared<ExplainOptions>();
  Option& asked =
      command.argument("code", options->code, "CODE|WORD",
                       "such as E0201, the name of a rule, or a word such as mup; all are listed otherwise");
  for (const diag::Term& term : diag::kGlossary) asked.words.emplace_back(term.word);
  return [options](const Colors& colors) { return explain(*options, colors); };
}

}  // namespace cdp::driver
