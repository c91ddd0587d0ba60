// The walk over a rule set. What the monomials come to is scaling's business.
#include "compiler/sema/check_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/sema/arguments.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/names.h"
#include "compiler/sema/spec.h"
#include "compiler/sema/walk.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {
namespace {

using diag::Code;

class RuleNames {
 public:
  RuleNames(Program& program, std::size_t file, diag::DiagnosticSink& sink)
      : program_(program), file_(file), sink_(sink), ratios_(ratio_names(program, file)) {}

  void check(const syntax::Rules& rules) {
    for (const auto& parameter : rules.parameters) {
      if (parameter.default_value) expression(*parameter.default_value, Ratios::kNone);
      declare(parameter.name);
    }
    for (const auto& item : rules.items)
      if (const auto* let = std::get_if<syntax::Let>(&item.node))
        declare(let->name), lets_.emplace(let->name.text, let);
    if (rules.extends) parent(*rules.extends, rules.extends_span);
    items(rules.items);
    program_.names.add(rules.name, std::move(own_));
  }

 private:
  /// Which ratios an expression may name: none, those of the whole model, or a tensor's own as well.
  enum class Ratios { kNone, kModel, kAll };

  void items(const std::vector<syntax::RulesItem>& list) {
    for (const auto& item : list) std::visit([&](const auto& node) { check(node); }, item.node);
  }

  void check(const syntax::Let& let) {
    if (inside_if_) {
      sink_.report<Code::E0243>(let.name.span, let.name.text);
      scope_.emplace(let.name.text, Declared{let.name.span, {}});  // its uses are no further faults
    }
    expression(*let.value, Ratios::kAll);
  }
  void check(const syntax::Requires&) {}  // words of the training: scaling's matter
  void check(const syntax::Assert& assertion) { expression(*assertion.condition, Ratios::kModel); }
  void check(const syntax::RulesIf& branch) {
    expression(*branch.condition, Ratios::kNone);
    const bool outside = std::exchange(inside_if_, true);
    items(branch.then_items);
    items(branch.else_items);
    inside_if_ = outside;
  }
  void check(const syntax::RuleClause& clause) {
    for (const auto& adjustment : clause.adjustments) check(adjustment);
  }

  /// Each takes a slot, also where it may not be declared: the slot of a parameter is its place in the list.
  void declare(const syntax::Ident& name) {
    const std::size_t slot = own_.count++;
    Meaning meaning = program_.top_level(file_, name.text);
    meaning.kind = Meaning::Kind::kOwn;
    meaning.slot = slot;
    program_.names.add(name, meaning);
    if (is_ratio(name.text)) {
      sink_.report<Code::E0236>(name.span, name.text);
      return;
    }
    own_.slots.emplace(name.text, slot);
    const auto [at, fresh] = scope_.emplace(name.text, Declared{name.span, meaning});
    if (!fresh) sink_.report<Code::E0202>(name.span, name.text).note(at->second.span, "first declared here");
  }

  void parent(const syntax::Call& extends, Span span) {
    const auto& name = extends.callee.parts.front();
    const Declaration* found = program_.find(file_, name.text);
    if (!found || found->kind != DeclarationKind::kRules) {
      std::vector<std::string> known;
      for (const auto& [declared, declaration] : program_.files[file_]->scope)
        if (declaration.kind == DeclarationKind::kRules) known.push_back(declared);
      sink_.report<Code::E0237>(name.span, name.text, did_you_mean(name.text, known));
    } else {
      program_.names.add(name, program_.top_level(file_, name.text));
      const auto& rules = std::get<syntax::Rules>(found->statement->node);
      Matched matched;
      static_cast<void>(match_arguments({rules.name, rules.parameters}, extends.arguments, span, matched, sink_));
    }
    for (const auto& argument : extends.arguments) expression(*argument.value, Ratios::kNone);
  }

  void check(const syntax::Adjustment& adjustment) {
    const std::string& hp = adjustment.hyperparameter.text;
    program_.names.add_hyperparameter(adjustment);
    if (!program_.names.hyperparameter(adjustment))
      sink_.report<Code::E0238>(adjustment.hyperparameter.span, hp, syntax::meant_key(hp, hp_names()));
    if (adjustment.op == syntax::AdjustOp::kSet) sink_.report<Code::E0239>(adjustment.span, hp);
    const bool bound = syntax::is_bound(adjustment.op);
    if (bound && adjustment.complement) turned_round(adjustment);
    expression(*adjustment.value, bound ? Ratios::kNone : Ratios::kAll);
  }

  /// `1 - beta2 <= 0.05` is `beta2 >= 1 - 0.05`.
  void turned_round(const syntax::Adjustment& bound) {
    const std::string& hp = bound.hyperparameter.text;
    const auto op = bound.op == syntax::AdjustOp::kAtMost ? syntax::AdjustOp::kAtLeast : syntax::AdjustOp::kAtMost;
    sink_.report<Code::E0463>(bound.span, hp, hp, hp, syntax::sign(op));
  }

  void expression(const syntax::Expr& expr, Ratios ratios) {
    visit_parts(expr, [&](const syntax::Expr& part) {
      const auto* path = std::get_if<syntax::Path>(&part.node);
      if (!path) return;
      const auto& ident = path->parts.front();
      const Meaning meaning = meaning_of(ident);
      program_.names.add(ident, meaning);
      name(ident, meaning, ratios);
    });
  }

  bool is_ratio(std::string_view name) const {
    return std::find(ratios_.begin(), ratios_.end(), name) != ratios_.end();
  }

  /// The constants of the rule set that lead to a ratio which `ratios` does not admit, each with that ratio. Worked out
  /// once, from the ratios back to who reads them.
  using Leads = std::map<std::string, std::string, std::less<>>;

  Leads leads_of(Ratios ratios) const {
    Leads leads;
    std::multimap<std::string, std::string, std::less<>> readers;
    std::vector<std::string> open;
    for (const auto& [name, let] : lets_)
      visit_parts(*let->value, [&, &name = name](const syntax::Expr& part) {
        const auto* path = std::get_if<syntax::Path>(&part.node);
        if (!path) return;
        const std::string& read = path->parts.front().text;
        if (!is_ratio(read)) {
          readers.emplace(read, name);
        } else if (is_forbidden(read, ratios) && leads.emplace(name, read).second) {
          open.push_back(name);
        }
      });
    while (!open.empty()) {
      const std::string name = std::move(open.back());
      open.pop_back();
      const auto [first, last] = readers.equal_range(name);
      for (auto reader = first; reader != last; ++reader)
        if (leads.emplace(reader->second, leads.at(name)).second) open.push_back(reader->second);
    }
    return leads;
  }

  static bool is_forbidden(std::string_view ratio, Ratios ratios) {
    return ratios == Ratios::kNone || ratio == "m_in" || ratio == "m_out";
  }

  /// The ratio that a name stands for where `ratios` admits none such, through constants too.
  std::optional<std::string> forbidden(const std::string& name, Ratios ratios) {
    if (is_ratio(name)) return is_forbidden(name, ratios) ? std::optional(name) : std::nullopt;
    if (lets_.empty()) return {};
    auto& leads = ratios == Ratios::kNone ? leads_to_any_ : leads_to_own_;
    if (!leads) leads = leads_of(ratios);
    const auto found = leads->find(name);
    return found == leads->end() ? std::nullopt : std::optional(found->second);
  }

  /// Own names go before ratios, those before what the file declares, and words of the training come last.
  Meaning meaning_of(const syntax::Ident& name) const {
    if (const auto own = scope_.find(name.text); own != scope_.end()) return own->second.meaning;
    Meaning meaning = program_.top_level(file_, name.text);
    const auto key = std::find(kTrainingWordKeys.begin(), kTrainingWordKeys.end(), name.text);
    if (is_ratio(name.text)) {
      meaning.kind = Meaning::Kind::kRatio;
    } else if (meaning.declaration == nullptr && key != kTrainingWordKeys.end()) {
      meaning.kind = Meaning::Kind::kTraining;
      meaning.slot = static_cast<std::size_t>(key - kTrainingWordKeys.begin());
    }
    return meaning;
  }

  void name(const syntax::Ident& ident, const Meaning& meaning, Ratios ratios) {
    if (const auto found = ratios == Ratios::kAll ? std::nullopt : forbidden(ident.text, ratios)) {
      if (ratios == Ratios::kNone) sink_.report<Code::E0244>(ident.span, *found);
      if (ratios == Ratios::kModel) sink_.report<Code::E0245>(ident.span, *found);
      return;
    }
    const Declaration* found = meaning.declaration;
    if (scope_.contains(ident.text) || meaning.is_scoped()) return;
    if (found && found->kind == DeclarationKind::kLet) return;
    std::vector<std::string> known = ratios == Ratios::kNone ? std::vector<std::string>() : ratios_;
    for (const auto& [declared, unused] : scope_) known.push_back(declared);
    known.insert(known.end(), kTrainingWordKeys.begin(), kTrainingWordKeys.end());
    if (meaning.kind == Meaning::Kind::kAxis || (found && found->kind == DeclarationKind::kAxis)) {
      sink_.report<Code::E0240>(ident.span, ident.text);
    } else {
      sink_.report<Code::E0201>(ident.span, ident.text, did_you_mean(ident.text, known));
    }
  }

  struct Declared {
    Span span;
    Meaning meaning;
  };

  Program& program_;
  std::size_t file_;
  diag::DiagnosticSink& sink_;
  std::vector<std::string> ratios_;
  std::map<std::string, Declared, std::less<>> scope_;
  OwnNames own_;
  std::map<std::string, const syntax::Let*, std::less<>> lets_;
  std::optional<Leads> leads_to_any_, leads_to_own_;
  bool inside_if_ = false;
};

}  // namespace

std::vector<std::string> ratio_names(const Program& program, std::size_t file) {
  std::vector<std::string> names = {"m_N", "m_L", "m_B", "m_D", "m_in", "m_out", "m_params"};
  for (const std::string_view axis : kAxes) names.push_back("m_" + std::string(axis));
  for (const std::string& axis : program.files[file]->axes) names.push_back("m_" + axis);
  return names;
}

void check_rules(const syntax::Rules& rules, Program& program, std::size_t file, diag::DiagnosticSink& sink) {
  RuleNames(program, file, sink).check(rules);
}

}  // namespace cdp::sema
