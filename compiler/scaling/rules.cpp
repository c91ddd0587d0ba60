// language.md, "Rule sets". Ratios become the axes of symbolic numbers, so that a product that is no monomial shows.
#include "compiler/scaling/rules.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "compiler/base/text.h"
#include "compiler/model/assertion.h"
#include "compiler/plan/words.h"
#include "compiler/sema/arguments.h"
#include "compiler/sema/library_rules.h"
#include "compiler/sema/names.h"
#include "compiler/sema/walk.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using sema::Declaration;
using sema::Quantity;
using sema::Sym;
using sema::Value;
using sema::Values;

constexpr std::size_t kMostOpenLets = 256;
constexpr std::size_t kMostOpen = 64;  // rule sets that extend each other in a chain

struct ShortRatio {
  std::string_view name, ratio;
};
constexpr ShortRatio kShortRatios[] = {{"m_N", "width"}, {"m_L", "depth"}, {"m_B", "batch"}, {"m_D", "duration"}};

/// "width" for "m_N" and "m_width".
std::string canonical_ratio(std::string_view name) {
  for (const ShortRatio& known : kShortRatios)
    if (known.name == name) return std::string(known.ratio);
  return std::string(name.substr(kRatioMark.size()));
}

std::string first_name(const syntax::Expr& expr) {
  std::string name;
  sema::visit_parts(expr, [&](const syntax::Expr& part) {
    const auto* path = std::get_if<syntax::Path>(&part.node);
    if (path && name.empty()) name = sema::path_text(*path);
  });
  return name;
}

/// `requires { optimizer = [adamw, lion] }`: what the training must say.
struct Requirement {
  std::string key;
  std::vector<std::string> words;
  std::vector<Span> spans;  // where it stands; several where a rule set and those it extends require the same key
};

/// A rule set with its arguments. Lets are evaluated when first met, in any order.
struct Scope {
  const Declaration& declaration;
  const syntax::Rules& rules;
  Values values;                         // by slot: parameters, then lets once met
  std::vector<const syntax::Let*> lets;  // by slot
  std::vector<const syntax::Let*> open;  // being evaluated
};

class RuleResolver {
 public:
  RuleResolver(const sema::Constants& constants, const sema::TrainingSettings& training, diag::DiagnosticSink& sink)
      : constants_(constants), names_(constants.program().names), training_(training), sink_(sink) {}

  /// The rules of a declaration called with arguments, those of the rule set it extends first; null after an error.
  std::optional<Values> call(const Declaration& declaration, const syntax::Call& call, const sema::Context& outside,
                             Span span) {
    Scope scope = scope_of(declaration);
    if (!bind_arguments({scope.rules.name, scope.rules.parameters}, {call.arguments, outside, span}, context(scope),
                        accept(), scope.values, sink_))
      return {};
    Values arguments = scope.values;
    if (!resolve(scope)) return {};
    return arguments;
  }

  /// The same with nothing but defaults; parameters without one count as 1.
  void check(const Declaration& declaration) {
    Scope scope = scope_of(declaration);
    const auto& parameters = scope.rules.parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (!parameters[i].default_value) scope.values[i] = Value{Quantity{Sym(1)}};
    if (bind_defaults({scope.rules.name, parameters}, declaration.span, context(scope), accept(), scope.values, sink_))
      static_cast<void>(resolve(scope));
  }

  std::vector<Rule> rules;
  std::vector<Bound> bounds;
  std::vector<RuleAssertion> assertions;
  std::vector<Requirement> requirements;

 private:
  Scope scope_of(const Declaration& declaration) const {
    const auto& written = std::get<syntax::Rules>(declaration.statement->node);
    Scope scope{declaration, written, {}, {}, {}};
    scope.values.resize(names_.own(written.name).count);
    scope.lets.resize(scope.values.size());
    for (const auto& item : written.items)
      if (const auto* let = std::get_if<syntax::Let>(&item.node)) scope.lets[names_.slot(let->name)] = let;
    return scope;
  }

  /// Arguments are plain constants: a number, true or false, a string.
  sema::Accept accept() {
    return [this](const Value& value, const syntax::Expr& expr) {
      const auto* quantity = sema::as<Quantity>(value);
      if (quantity && quantity->value.constant() && quantity->unit == sema::Unit::kNone) return true;
      if (sema::as<bool>(value) || sema::as<std::string>(value)) return true;
      sink_.report<Code::E0411>(expr.span);
      return false;
    };
  }

  bool resolve(Scope& scope) {
    const Declaration& self = scope.declaration;
    const auto same = [&](const Declaration* open) { return open->statement == self.statement; };
    if (std::any_of(open_.begin(), open_.end(), same)) {
      sink_.report<Code::E0417>(self.span, self.name)
          .note(open_.back()->span, "`" + open_.back()->name + "` leads back to it");
      return false;
    }
    if (open_.size() == kMostOpen) {
      sink_.report<Code::E0436>(self.span, self.name, kMostOpen);
      return false;
    }
    open_.push_back(&self);
    bool good = !scope.rules.extends || parent(scope);
    good = items(scope.rules.items, scope) && good;
    open_.pop_back();
    return good;
  }

  bool items(const std::vector<syntax::RulesItem>& list, Scope& scope) {
    bool good = true;
    for (const auto& item : list)
      good = std::visit([&](const auto& node) { return visit(node, scope); }, item.node) && good;
    return good;
  }

  bool visit(const syntax::Let&, Scope&) { return true; }  // evaluated when met
  bool visit(const syntax::Requires& block, Scope&) {
    bool good = true;
    for (const auto& setting : block.settings) good = require(setting) && good;
    return good;
  }
  bool visit(const syntax::Assert& assertion, Scope& scope) {
    assertions.push_back({model::make_assertion(assertion, context(scope)), scope.declaration.name});
    return true;
  }
  bool visit(const syntax::RulesIf& branch, Scope& scope) {
    const auto truth = evaluate_condition(*branch.condition, context(scope), sink_);
    return truth && items(*truth ? branch.then_items : branch.else_items, scope);
  }
  bool visit(const syntax::RuleClause& clause, Scope& scope) {
    bool good = true;
    for (const auto& adjustment : clause.adjustments)
      good = (syntax::is_bound(adjustment.op) ? bound(clause, adjustment, scope) : rule(clause, adjustment, scope)) &&
             good;
    return good;
  }

  bool parent(Scope& scope) {
    const auto& extends = *scope.rules.extends;
    const auto* meaning = names_.find(extends.callee.parts.front());
    if (!meaning) return false;  // reported by resolve_names
    return call(*meaning->declaration, extends, context(scope), scope.rules.extends_span).has_value();
  }

  bool require(const syntax::Setting& setting) {
    const auto words = sema::training_words(setting.key.text);
    if (words.empty()) {
      const std::vector<std::string> known(sema::kTrainingWordKeys.begin(), sema::kTrainingWordKeys.end());
      sink_.report<Code::E0427>(setting.key.span, setting.key.text, list_of(known),
                                did_you_mean(setting.key.text, known));
      return false;
    }
    Requirement requirement{setting.key.text, {}, {setting.span}};
    const auto* list = std::get_if<syntax::List>(&setting.value->node);
    bool good = !list || !list->items.empty();
    if (!good)
      sink_.report<Code::E0441>(setting.value->span, setting.key.text,
                                list_of(std::vector<std::string>(words.begin(), words.end()), "or"));
    for (std::size_t i = 0; i < (list ? list->items.size() : 1); ++i) {
      const auto word = admitted(setting.key.text, list ? *list->items[i] : *setting.value, words);
      good = word.has_value() && good;
      if (word) requirement.words.push_back(*word);
    }
    if (good) add(std::move(requirement));
    return good;
  }

  /// What several rule sets require of one key is required once: the words that all of them admit.
  void add(Requirement added) {
    for (Requirement& known : requirements) {
      if (known.key != added.key) continue;
      std::vector<std::string> both;
      for (const std::string& word : known.words)
        if (std::find(added.words.begin(), added.words.end(), word) != added.words.end()) both.push_back(word);
      if (both.empty()) continue;  // they contradict each other: both are reported
      known.words = std::move(both);
      known.spans.insert(known.spans.end(), added.spans.begin(), added.spans.end());
      return;
    }
    requirements.push_back(std::move(added));
  }

  /// One of the words that a key of the training may have.
  std::optional<std::string> admitted(const std::string& key, const syntax::Expr& expr,
                                      std::span<const std::string_view> words) {
    const auto* path = std::get_if<syntax::Path>(&expr.node);
    std::string word = path ? sema::path_text(*path) : "";
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    const std::vector<std::string> known(words.begin(), words.end());
    sink_.report<Code::E0232>(expr.span, key, list_of(known, "or"), did_you_mean(word, known));
    return {};
  }

  /// Names in a rule set. The scope must outlive it.
  sema::Context context(Scope& scope) {
    sema::Context inside;
    inside.name = [this, &scope](const syntax::Path& path, Span span) -> std::optional<Value> {
      using Kind = sema::Meaning::Kind;
      const auto* meaning = path.parts.size() == 1 ? names_.find(path.parts.front()) : nullptr;
      if (meaning && meaning->kind == Kind::kOwn) return own(meaning->slot, scope);
      if (meaning && meaning->kind == Kind::kRatio)
        return Value{Quantity{Sym::axis(std::string(kRatioMark) + canonical_ratio(path.parts.front().text))}};
      if (meaning && meaning->kind == Kind::kTraining)
        return Value{std::string(training_.word(sema::kTrainingWordKeys[meaning->slot]))};
      return constants_.name(scope.declaration.file, path, span, sink_);
    };
    return inside;
  }

  std::optional<Value> own(std::size_t slot, Scope& scope) {
    if (scope.values[slot] || !scope.lets[slot]) return scope.values[slot];
    const syntax::Let& let = *scope.lets[slot];
    const std::string& name = let.name.text;
    if (std::find(scope.open.begin(), scope.open.end(), &let) != scope.open.end()) {
      sink_.report<Code::E0221>(let.name.span, name);
      return {};
    }
    if (scope.open.size() == kMostOpenLets) {
      sink_.report<Code::E0242>(let.name.span, name, kMostOpenLets);
      return {};
    }
    scope.open.push_back(&let);
    auto value = evaluate(*let.value, context(scope), sink_);
    scope.open.pop_back();
    if (value) scope.values[slot] = value;
    return value;
  }

  bool rule(const syntax::RuleClause& clause, const syntax::Adjustment& adjustment, Scope& scope) {
    const auto factor = evaluate_number(*adjustment.value, context(scope), "a factor", sink_);
    const auto hp = names_.hyperparameter(adjustment);
    if (!factor || !hp) return false;  // an unknown hyperparameter was reported by resolve_names
    const auto is_ratio = [](const sema::Power& p) {
      return p.atom->kind == sema::AtomKind::kAxis && p.atom->text.starts_with(kRatioMark);
    };
    const auto& terms = factor->terms();
    const bool monomial = terms.size() == 1 && terms[0].coefficient.value() == 1 &&
                          std::all_of(terms[0].powers.begin(), terms[0].powers.end(), is_ratio);
    if (!monomial) {
      sink_.report<Code::E0414>(adjustment.value->span);
      return false;
    }
    Rule rule;
    rule.selector = &clause.selector;
    rule.hp = *hp;
    rule.complement = adjustment.complement;
    rule.power = adjustment.op == syntax::AdjustOp::kPower;
    rule.span = adjustment.span;
    rule.source = &scope.declaration.statement->doc;
    rule.from = &scope.rules;
    for (const auto& power : terms[0].powers)
      rule.monomial.push_back({power.atom->text.substr(kRatioMark.size()), power.exponent});
    rules.push_back(std::move(rule));
    return true;
  }

  bool bound(const syntax::RuleClause& clause, const syntax::Adjustment& adjustment, Scope& scope) {
    const auto number = evaluate_number(*adjustment.value, context(scope), "a bound", sink_);
    const auto hp = names_.hyperparameter(adjustment);
    if (!number || !hp || adjustment.complement) return false;  // the latter two were reported by resolve_names
    const auto value = number->constant();
    if (!value) {
      sink_.report<Code::E0244>(adjustment.value->span, first_name(*adjustment.value));
      return false;
    }
    bounds.push_back({&clause.selector, *hp, adjustment.op == syntax::AdjustOp::kAtLeast, *value, adjustment.span,
                      &scope.declaration.statement->doc});
    return true;
  }

  const sema::Constants& constants_;
  const sema::Resolution& names_;
  const sema::TrainingSettings& training_;
  diag::DiagnosticSink& sink_;
  std::vector<const Declaration*> open_;
};

plan::Scalar scalar_of(const Value& value) {
  if (const bool* truth = sema::as<bool>(value)) return *truth;
  if (const auto* text = sema::as<std::string>(value)) return *text;
  const double number = sema::as<Quantity>(value)->value.constant().value_or(0);
  if (number == std::round(number) && std::abs(number) < 1e15) return static_cast<std::int64_t>(number);
  return number;
}

/// The rule sets of the library that are made for the optimizer, where they are few.
std::vector<std::string> made_for(const Requirement& requirement, const std::string& found) {
  constexpr std::size_t kMostListed = 6;
  auto made =
      requirement.key == "optimizer" ? sema::library_rules_for(requirement.key, found) : std::vector<std::string>();
  if (made.size() > kMostListed) made.clear();
  return made;
}

diag::Report report_unmet(const Requirement& requirement, const syntax::Ident& rules, const std::string& found,
                          bool is_written, diag::DiagnosticSink& sink) {
  const auto& [key, words, spans] = requirement;
  const std::string wanted = list_of(words, "or");
  if (!is_written) return sink.report<Code::E0442>(rules.span, rules.text, key, wanted, found, key, words.front());
  const auto made = made_for(requirement, found);
  if (made.empty()) return sink.report<Code::E0426>(rules.span, rules.text, key, wanted, found, key, words.front());
  return sink.report<Code::E0443>(rules.span, rules.text, key, wanted, found, key, words.front(), found,
                                  list_of(made, "or"));
}

/// Whether the training is what the rules are made for.
bool hold(const std::vector<Requirement>& requirements, const syntax::Ident& rules,
          const sema::TrainingSettings& training, diag::DiagnosticSink& sink) {
  bool good = true;
  for (const Requirement& requirement : requirements) {
    const std::string found(training.word(requirement.key));
    const auto& words = requirement.words;
    if (std::find(words.begin(), words.end(), found) != words.end()) continue;
    good = false;
    const auto written = training.set.find(requirement.key);
    const bool set = written != training.set.end();
    auto report = report_unmet(requirement, rules, found, set, sink);
    for (const Span span : requirement.spans) report.note(span, "required here");
    if (set) report.note(written->second, "set here");
  }
  return good;
}

}  // namespace

std::string written_ratio(std::string_view ratio) {
  for (const ShortRatio& known : kShortRatios)
    if (known.ratio == ratio) return std::string(known.name);
  return std::string(kRatioMark) + std::string(ratio);
}

std::optional<RuleSet> resolve_rules(const sema::Spec& spec, const sema::Constants& constants,
                                     diag::DiagnosticSink& sink) {
  const syntax::Expr& expr = *spec.parameterization;
  const auto* declaration = sema::called_by(expr, constants.program().names);
  if (!declaration) return {};
  const auto& call = std::get<syntax::Call>(expr.node);
  const auto& name = call.callee.parts.front();
  RuleResolver resolver(constants, spec.training, sink);
  const auto arguments = resolver.call(*declaration, call, constants.context(0, sink), expr.span);
  if (!arguments || !hold(resolver.requirements, name, spec.training, sink)) return {};
  RuleSet out;
  out.name = name.text;
  const auto& parameters = std::get<syntax::Rules>(declaration->statement->node).parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    out.arguments.emplace_back(parameters[i].name.text, scalar_of(*(*arguments)[i]));
  out.rules = std::move(resolver.rules);
  out.bounds = std::move(resolver.bounds);
  out.assertions = std::move(resolver.assertions);
  return out;
}

void check_monomials(const Declaration& declaration, const sema::Constants& constants, diag::DiagnosticSink& sink) {
  // A stand-in of the wrong kind says nothing about the rule set.
  diag::DiagnosticSink trial;
  const sema::TrainingSettings defaults;
  RuleResolver(constants, defaults, trial).check(declaration);
  const auto& parameters = std::get<syntax::Rules>(declaration.statement->node).parameters;
  const bool stand_ins =
      std::any_of(parameters.begin(), parameters.end(), [](const auto& p) { return !p.default_value; });
  const auto found = trial.sorted();
  const bool wrong_kind = std::any_of(found.begin(), found.end(), [](const diag::Diagnostic& diagnostic) {
    const Code kinds[] = {Code::E0211, Code::E0212, Code::E0213, Code::E0217};
    return std::any_of(std::begin(kinds), std::end(kinds),
                       [&](Code code) { return diagnostic.row == &diag::row(code); });
  });
  if (!stand_ins || !wrong_kind) RuleResolver(constants, defaults, sink).check(declaration);
}

}  // namespace cdp::scaling
