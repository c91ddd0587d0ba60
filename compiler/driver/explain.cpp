// `cdp explain`: pages of the catalog and of the linter's rules.
#include "compiler/diag/explain.h"

#include <memory>
#include <vector>

#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/lint/table.h"

namespace cdp::driver {

namespace {

std::vector<diag::Entry> rules() {
  std::vector<diag::Entry> entries;
  for (const lint::Rule& rule : lint::all_rules())
    entries.push_back({&rule.row, rule.name, rule.what, rule.source, rule.state == lint::State::kOptIn});
  return entries;
}

}  // namespace

Answer explain(const ExplainOptions& options, const Colors& colors) {
  if (options.code.empty()) return {kClean, diag::list_codes(rules()), ""};
  auto page = diag::explain(options.code, rules());
  if (!page) return could_not_run(page.error(), colors);
  return {kClean, std::move(*page), ""};
}

Runner add_explain(Options& command) {
  auto options = std::make_shared<ExplainOptions>();
  command.argument("code", options->code, "CODE", "such as E0201, or the name of a rule; all are listed otherwise");
  return [options](const Colors& colors) { return explain(*options, colors); };
}

}  // namespace cdp::driver
