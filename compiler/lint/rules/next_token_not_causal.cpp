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
  const model::Node& node = *ahead.front();
  const bool attention = node.op == plan::Op::attention;
  const auto argument = attention ? written(checked) : std::nullopt;
  const Span elsewhere = node.span.file == 0 ? node.span : checked.spec.model->span;
  findings.report(argument.value_or(elsewhere), attention ? "attention is not causal" : "a mean runs over all tokens",
                  !attention ? "leave the mean out"
                  : argument ? "leave out `causal = false`"
                             : "take blocks with a mask");
}

}  // namespace cdp::lint::rules
