// unused-let: a top-level constant of a spec that nothing reads. In a file of declarations others may read it.
#include "compiler/lint/usage.h"

namespace cdp::lint::rules {

void unused_let(const Text& text, Findings& findings) {
  if (!is_spec(text)) return;
  const std::set<std::string> used = used_names(text);
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const auto* let = std::get_if<syntax::Let>(&statement.node);
    if (let == nullptr || used.contains(let->name.text)) continue;
    findings.report(let->name.span, let->name.text).fix(statement.span, "", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
