// missing-doc: a module or rule set that others are to use, without a word about it.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void missing_doc(const Text& text, Findings& findings) {
  if (text.facts.is_spec) return;
  for (const syntax::Statement& statement : text.file().ast.statements) {
    if (!statement.doc.empty()) continue;
    if (const auto* module = std::get_if<syntax::Module>(&statement.node))
      findings.report(module->name.span, "module", module->name.text);
    if (const auto* rules = std::get_if<syntax::Rules>(&statement.node))
      findings.report(rules->name.span, "rule set", rules->name.text);
  }
}

}  // namespace cdp::lint::rules
