// unused-import: nothing of a file that is brought in is read, or a name of it that is brought in by itself is not.
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

bool any_of(const std::set<std::string>& names, const std::set<std::string>& used) {
  for (const std::string& name : names)
    if (used.contains(name)) return true;
  return false;
}

void check(const Text& text, const syntax::Statement& statement, const syntax::Use& use,
           const std::set<std::string>& used, Findings& findings) {
  std::set<std::string> brought;
  std::vector<Span> spans;
  for (const syntax::Ident& name : use.names) brought.insert(name.text), spans.push_back(name.span);
  const auto file = imported_file(text.program, use);
  if (use.names.empty() && file) brought = declared_in(text.program, *file);
  if (use.names.empty() && !file) return;
  if (!any_of(brought, used)) {
    findings.report(use.target_span, use.target).fix(statement.span, "", diag::Safety::kSafe);
    return;
  }
  for (std::size_t i = 0; i < use.names.size(); ++i) {
    if (used.contains(use.names[i].text)) continue;
    auto report = findings.report(use.names[i].span, use.names[i].text);
    if (const auto removal = removal_of(text, spans, i)) report.fix(*removal, "", diag::Safety::kSafe);
  }
}

}  // namespace

void unused_import(const Text& text, Findings& findings) {
  std::set<std::string> used = text.facts.used;
  used.insert(text.facts.axis_keys.begin(), text.facts.axis_keys.end());
  used.insert(text.facts.axes_of_ratios.begin(), text.facts.axes_of_ratios.end());
  for (const syntax::Statement& statement : text.file().ast.statements)
    if (const auto* use = std::get_if<syntax::Use>(&statement.node); use != nullptr && !use->extends)
      check(text, statement, *use, used, findings);
}

}  // namespace cdp::lint::rules
