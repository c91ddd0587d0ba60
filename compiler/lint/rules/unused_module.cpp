// unused-module: a module of a spec that nothing is made of. In a file of declarations others may use it.
#include "compiler/lint/facts_reading.h"

namespace cdp::lint::rules {

void unused_module(const Text& text, Findings& findings) {
  if (!is_spec(text)) return;
  for (const syntax::Statement* statement : unread_statements(text)) {
    const auto* module = std::get_if<syntax::Module>(&statement->node);
    if (module == nullptr) continue;
    findings.report(module->name.span, module->name.text).fix(statement->span, "", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
