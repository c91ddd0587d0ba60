// `cdp explain`: pages of the catalog.
#include "compiler/diag/explain.h"

#include "compiler/driver/commands.h"

namespace cdp::driver {

Answer explain(const ExplainOptions& options, const Colors& colors) {
  if (options.code.empty()) return {kClean, diag::list_codes(), ""};
  auto page = diag::explain(options.code);
  if (!page) return could_not_run(page.error(), colors);
  return {kClean, std::move(*page), ""};
}

}  // namespace cdp::driver
