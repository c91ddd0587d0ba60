// unused-index: `blocks[i]` where no line of the `tune` reads `i` or has a curve.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unused_index(const Text& text, Findings& findings) {
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const auto* tune = std::get_if<syntax::Tune>(&statement.node);
    if (tune == nullptr || text.facts.per_layer.contains(tune)) continue;
    for (const syntax::SelectorPath& path : tune->selector.alternatives)
      for (const syntax::SelectorStep& step : path.steps)
        for (const syntax::Index& index : step.indices)
          if (index.kind == syntax::Index::Kind::kBind)
            findings.report(index.span, index.bound.text).fix(index.span, ".*", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
