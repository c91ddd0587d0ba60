// unused-parameter: a parameter of a module or a rule set that nothing in it reads.
#include "compiler/analysis/usage.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The compiler itself reads it of a root module, as the size of a sample.
constexpr std::string_view kReadByTheCompiler = "features";

void check(const syntax::Statement& statement, const syntax::Ident& owner,
           const std::vector<syntax::Parameter>& parameters, Findings& findings) {
  const std::set<std::string> read = names_read(statement);
  for (const syntax::Parameter& parameter : parameters)
    if (!read.contains(parameter.name.text) && parameter.name.text != kReadByTheCompiler)
      findings.report(parameter.name.span, parameter.name.text, owner.text);
}

}  // namespace

void unused_parameter(const Text& text, Findings& findings) {
  for (const syntax::Statement& statement : text.file().ast.statements) {
    if (const auto* module = std::get_if<syntax::Module>(&statement.node))
      check(statement, module->name, module->parameters, findings);
    if (const auto* rules = std::get_if<syntax::Rules>(&statement.node))
      check(statement, rules->name, rules->parameters, findings);
  }
}

}  // namespace cdp::lint::rules
