// default-repeated: an argument that is its parameter's default. Only literals are compared.
#include "compiler/analysis/usage.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

bool same_literal(const syntax::Expr& a, const syntax::Expr& b) {
  const auto* number = std::get_if<syntax::Number>(&a.node);
  const auto* other_number = std::get_if<syntax::Number>(&b.node);
  if (number != nullptr && other_number != nullptr)
    return number->value == other_number->value && number->unit == other_number->unit;
  const auto* text = std::get_if<syntax::String>(&a.node);
  const auto* other_text = std::get_if<syntax::String>(&b.node);
  if (text != nullptr && other_text != nullptr) return text->value == other_text->value;
  const auto* truth = std::get_if<syntax::Boolean>(&a.node);
  const auto* other_truth = std::get_if<syntax::Boolean>(&b.node);
  return truth != nullptr && other_truth != nullptr && truth->value == other_truth->value;
}

const std::vector<syntax::Parameter>* parameters_of(const Text& text, const syntax::Ident& callee) {
  const sema::Meaning* meaning = text.program.names.find(callee);
  const sema::Declaration* declared = meaning == nullptr ? nullptr : meaning->declaration;
  if (declared == nullptr) return nullptr;
  if (const auto* module = std::get_if<syntax::Module>(&declared->statement->node)) return &module->parameters;
  if (const auto* rules = std::get_if<syntax::Rules>(&declared->statement->node)) return &rules->parameters;
  return nullptr;
}

void check(const Text& text, const syntax::Ident& callee, const std::vector<syntax::Argument>& arguments,
           Findings& findings) {
  const auto* parameters = parameters_of(text, callee);
  if (parameters == nullptr) return;
  std::vector<Span> spans;
  for (const syntax::Argument& argument : arguments)
    spans.push_back(argument.name ? join(argument.name->span, argument.value->span) : argument.value->span);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    for (const syntax::Parameter& parameter : *parameters) {
      const bool named = arguments[i].name && arguments[i].name->text == parameter.name.text;
      if (!named || !parameter.default_value || !same_literal(*arguments[i].value, *parameter.default_value)) continue;
      auto report = findings.report(spans[i], parameter.name.text, callee.text);
      if (const auto removal = removal_of(text, spans, i)) report.fix(*removal, "", diag::Safety::kSafe);
    }
}

void check(const Text& text, const syntax::Expr& value, Findings& findings) {
  if (const auto* call = std::get_if<syntax::Call>(&value.node))
    check(text, call->callee.parts.front(), call->arguments, findings);
}

}  // namespace

void default_repeated(const Text& text, Findings& findings) {
  for (const syntax::Statement& statement : text.file().ast.statements) {
    if (const auto* model = std::get_if<syntax::ModelIs>(&statement.node)) check(text, *model->value, findings);
    if (const auto* rules = std::get_if<syntax::ParameterizationIs>(&statement.node))
      check(text, *rules->value, findings);
    const auto* module = std::get_if<syntax::Module>(&statement.node);
    if (module == nullptr) continue;
    visit_items(module->items, [&](const syntax::ModuleItem& item) {
      if (const auto* member = std::get_if<syntax::Member>(&item.node))
        check(text, member->type, member->arguments, findings);
    });
  }
}

}  // namespace cdp::lint::rules
