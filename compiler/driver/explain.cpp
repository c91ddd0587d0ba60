// `cdp explain`: pages of the catalog.
#include "compiler/diag/explain.h"

#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"

namespace cdp::driver {

Answer explain(const ExplainOptions& options, const Colors& colors) {
  if (options.code.empty()) return {kClean, diag::list_codes(), ""};
  auto page = diag::explain(options.code);
  if (!page) return could_not_run(page.error(), colors);
  return {kClean, std::move(*page), ""};
}

Runner add_explain(CLI::App& command) {
  auto options = std::make_shared<ExplainOptions>();
  command.add_option("code", options->code, "such as E0201; all are listed otherwise")->type_name("CODE");
  return [options](const Colors& colors) { return explain(*options, colors); };
}

}  // namespace cdp::driver
