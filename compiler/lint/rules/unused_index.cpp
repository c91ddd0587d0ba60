// unused-index: `blocks[i]` where no line of the `tune` reads `i` or has a curve.
#include <algorithm>

#include "compiler/lint/facts_tuning.h"

namespace cdp::lint::rules {

namespace {

bool is_used(const std::vector<TuneLine>& lines, const syntax::Tune& tune) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const TuneLine& line) { return &line.tune == &tune && line.per_layer; });
}

}  // namespace

void unused_index(const Text& text, Findings& findings) {
  const auto lines = tune_lines(text);
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const auto* tune = std::get_if<syntax::Tune>(&statement.node);
    if (tune == nullptr || is_used(lines, *tune)) continue;
    for (const syntax::SelectorPath& path : tune->selector.alternatives)
      for (const syntax::SelectorStep& step : path.steps)
        for (const syntax::Index& index : step.indices)
          if (index.kind == syntax::Index::Kind::kBind)
            findings.report(index.span, index.bound.text).fix(index.span, ".*", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
