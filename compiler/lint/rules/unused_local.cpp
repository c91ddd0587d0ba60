// unused-local: a constant inside a module or a rule set, or a value of a data flow, its inputs too, that nothing
// reads.
#include "compiler/analysis/usage.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"
#include "compiler/sema/walk.h"

namespace cdp::lint::rules {

namespace {

std::set<std::string> names_in(const syntax::Forward& forward) {
  std::set<std::string> names;
  for (const syntax::ForwardStatement& line : forward.body)
    sema::visit_parts(*line.value, [&](const syntax::Expr& part) {
      if (const auto* path = std::get_if<syntax::Path>(&part.node)) names.insert(path->parts.front().text);
      if (const auto* call = std::get_if<syntax::Call>(&part.node)) names.insert(call->callee.parts.front().text);
    });
  return names;
}

void check(const Text& text, const syntax::Let& let, const std::set<std::string>& read, Findings& findings) {
  if (!read.contains(let.name.text))
    findings.report(let.name.span, let.name.text).fix(let_span(text, let), "", diag::Safety::kSafe);
}

/// No fix that is safe: what a line calls is a part of the plan's data flow.
void check(const syntax::Forward& forward, Findings& findings) {
  const std::set<std::string> read = names_in(forward);
  for (const syntax::Ident& parameter : forward.parameters)
    if (!read.contains(parameter.text)) findings.report(parameter.span, parameter.text);
  for (const syntax::ForwardStatement& line : forward.body)
    if (line.target && !read.contains(line.target->text))
      findings.report(line.target->span, line.target->text).fix(line.span, "");
}

}  // namespace

void unused_local(const Text& text, Findings& findings) {
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const std::set<std::string> read = names_read(statement);
    const auto visit = [&](const auto& item) {
      if (const auto* let = std::get_if<syntax::Let>(&item.node)) check(text, *let, read, findings);
      if constexpr (std::is_same_v<std::decay_t<decltype(item)>, syntax::ModuleItem>)
        if (const auto* forward = std::get_if<syntax::Forward>(&item.node)) check(*forward, findings);
    };
    if (const auto* module = std::get_if<syntax::Module>(&statement.node)) visit_items(module->items, visit);
    if (const auto* rules = std::get_if<syntax::Rules>(&statement.node)) visit_items(rules->items, visit);
  }
}

}  // namespace cdp::lint::rules
