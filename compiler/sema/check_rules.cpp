// The walk over a rule set. What the monomials come to is scaling's business.
#include "compiler/sema/check_rules.h"

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/names.h"
#include "compiler/sema/walk.h"

namespace cdp::sema {
namespace {

using diag::Code;

class RuleNames {
 public:
  RuleNames(const Program& program, std::size_t file, diag::DiagnosticSink& sink)
      : program_(program), file_(file), sink_(sink), ratios_(ratio_names(program, file)) {}

  void check(const syntax::Rules& rules) {
    for (const auto& parameter : rules.parameters) {
      if (parameter.default_value) expression(*parameter.default_value, false);
      declare(parameter.name);
    }
    for (const auto& let : rules.lets) declare(let.name);
    for (const auto& let : rules.lets) expression(*let.value, true);
    if (rules.extends) parent(*rules.extends);
    for (const auto& clause : rules.clauses)
      for (const auto& adjustment : clause.adjustments) check(adjustment);
  }

 private:
  void declare(const syntax::Ident& name) {
    if (std::find(ratios_.begin(), ratios_.end(), name.text) != ratios_.end()) {
      sink_.report<Code::E0236>(name.span, name.text);
      return;
    }
    const auto [at, fresh] = scope_.emplace(name.text, name.span);
    if (!fresh) sink_.report<Code::E0202>(name.span, name.text).note(at->second, "first declared here");
  }

  void parent(const syntax::Call& extends) {
    const auto& name = extends.callee.parts.front();
    const Declaration* found = program_.find(file_, name.text);
    if (!found || found->kind != DeclarationKind::kRules) {
      std::vector<std::string> known;
      for (const auto& [declared, declaration] : program_.files[file_]->scope)
        if (declaration.kind == DeclarationKind::kRules) known.push_back(declared);
      sink_.report<Code::E0237>(name.span, name.text, did_you_mean(name.text, known));
    }
    for (const auto& argument : extends.arguments) expression(*argument.value, false);
  }

  void check(const syntax::Adjustment& adjustment) {
    const auto names = hp_names();
    const std::string& hp = adjustment.hyperparameter.text;
    if (!find_hp(hp)) sink_.report<Code::E0238>(adjustment.hyperparameter.span, hp, did_you_mean(hp, names));
    if (adjustment.op == syntax::AdjustOp::kSet) sink_.report<Code::E0239>(adjustment.span, hp);
    expression(*adjustment.value, true);
  }

  void expression(const syntax::Expr& expr, bool ratios) {
    visit_parts(expr, [&](const syntax::Expr& part) {
      if (const auto* path = std::get_if<syntax::Path>(&part.node)) name(path->parts.front(), ratios);
    });
  }

  void name(const syntax::Ident& ident, bool ratios) {
    if (scope_.contains(ident.text)) return;
    if (ratios && std::find(ratios_.begin(), ratios_.end(), ident.text) != ratios_.end()) return;
    const Declaration* found = program_.find(file_, ident.text);
    if (found && found->kind == DeclarationKind::kLet) return;
    std::vector<std::string> known = ratios ? ratios_ : std::vector<std::string>();
    for (const auto& [declared, span] : scope_) known.push_back(declared);
    if (is_builtin_axis(ident.text) || (found && found->kind == DeclarationKind::kAxis)) {
      sink_.report<Code::E0240>(ident.span, ident.text);
    } else {
      sink_.report<Code::E0201>(ident.span, ident.text, did_you_mean(ident.text, known));
    }
  }

  const Program& program_;
  std::size_t file_;
  diag::DiagnosticSink& sink_;
  std::vector<std::string> ratios_;
  std::map<std::string, Span, std::less<>> scope_;
};

}  // namespace

std::vector<std::string> ratio_names(const Program& program, std::size_t file) {
  std::vector<std::string> names = {"m_N", "m_L", "m_B", "m_D", "m_in", "m_out", "m_params"};
  for (const std::string_view axis : kAxes) names.push_back("m_" + std::string(axis));
  for (const auto& [name, declaration] : program.files[file]->scope)
    if (declaration.kind == DeclarationKind::kAxis) names.push_back("m_" + name);
  return names;
}

void check_rules(const syntax::Rules& rules, const Program& program, std::size_t file, diag::DiagnosticSink& sink) {
  RuleNames(program, file, sink).check(rules);
}

}  // namespace cdp::sema
