// next-token-not-causal: a model that is to predict the next token sees it.
#include <optional>

#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// `causal = false` where an argument of the model, or of a member of the linted file, says it.
std::optional<Span> written(const CheckedSpec& checked) {
  std::optional<Span> found;
  const auto look = [&](const std::vector<syntax::Argument>& arguments) {
    for (const syntax::Argument& argument : arguments) {
      const auto* value = std::get_if<syntax::Boolean>(&argument.value->node);
      if (!found && argument.name && argument.name->text == "causal" && value != nullptr && !value->value)
        found = join(argument.name->span, argument.value->span);
    }
  };
  for (const syntax::Statement& statement : checked.text.file().ast.statements) {
    const auto* module = std::get_if<syntax::Module>(&statement.node);
    if (module == nullptr) continue;
    for (const syntax::ModuleItem& item : module->items)
      if (const auto* member = std::get_if<syntax::Member>(&item.node)) look(member->arguments);
  }
  if (const auto* call = std::get_if<syntax::Call>(&checked.spec.model->node)) look(call->arguments);
  return found;
}

}  // namespace

void next_token_not_causal(const CheckedSpec& checked, Findings& findings) {
  if (checked.model.task != plan::TaskKind::next_token) return;
  const auto& ahead = checked.flow.looks_ahead;
  if (ahead.empty()) return;
  const Span at = ahead.front()->span;
  findings.report(written(checked).value_or(at.file == 0 ? at : checked.spec.model->span));
}

}  // namespace cdp::lint::rules
