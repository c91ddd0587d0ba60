// unused-let: a top-level constant of a spec that nothing reads. In a file of declarations others may read it.
#include "compiler/lint/facts_reading.h"

namespace cdp::lint::rules {

void unused_let(const Text& text, Findings& findings) {
  if (!is_spec(text)) return;
  for (const syntax::Statement* statement : unread_statements(text)) {
    const auto* let = std::get_if<syntax::Let>(&statement->node);
    if (let == nullptr) continue;
    findings.report(let->name.span, let->name.text).fix(statement->span, "", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
