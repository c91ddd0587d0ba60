// See linting.h.
#include "compiler/driver/linting.h"

#include "compiler/lint/run.h"

namespace cdp::driver {

void lint(Analysis& analysis, std::span<const lint::Rule* const> rules, const config::Thresholds& thresholds,
          const std::string& target, diag::DiagnosticSink& findings) {
  const auto comments = syntax::comments(analysis.sources, 0);
  const lint::Text text{analysis.sources, analysis.program, comments, thresholds};
  const std::vector<ScaledTarget> scaled = scale_targets(analysis, target);
  if (!ready(analysis) || scaled.empty()) return lint::run(rules, text, nullptr, findings);
  std::vector<lint::Place> places;
  for (const ScaledTarget& at : scaled) places.push_back({at.scaled, *at.settings});
  const lint::Subject subject{text, *analysis.spec, *analysis.model, *analysis.rules, *analysis.constants, places};
  lint::run(rules, text, &subject, findings);
}

}  // namespace cdp::driver
