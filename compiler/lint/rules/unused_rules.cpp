// unused-rules: a rule set of a spec that is not in force and that none extends. In a file of declarations others may.
#include "compiler/lint/facts_reading.h"

namespace cdp::lint::rules {

void unused_rules(const Text& text, Findings& findings) {
  if (!is_spec(text)) return;
  for (const syntax::Statement* statement : unread_statements(text)) {
    const auto* rules = std::get_if<syntax::Rules>(&statement->node);
    if (rules == nullptr) continue;
    findings.report(rules->name.span, rules->name.text).fix(statement->span, "", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
