// language.md, "Rule sets". Ratios become the axes of symbolic numbers, so that a product that is no monomial shows.
#include "compiler/scaling/rules.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "compiler/base/text.h"
#include "compiler/sema/names.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using sema::Declaration;
using sema::Quantity;
using sema::Sym;
using sema::Value;
using Arguments = std::map<std::string, Value, std::less<>>;

/// "width" for "m_N" and "m_width".
std::string canonical_ratio(std::string_view name) {
  if (name == "m_N") return "width";
  if (name == "m_L") return "depth";
  if (name == "m_B") return "batch";
  if (name == "m_D") return "duration";
  return std::string(name.substr(2));
}

class Resolver {
 public:
  Resolver(sema::Constants& constants, diag::DiagnosticSink& sink) : constants_(constants), sink_(sink) {}

  /// Binds a call's arguments; false after an error.
  bool bind(const syntax::Rules& rules, const syntax::Call& call, const sema::Context& outside, std::size_t file,
            Span span, Arguments& out) {
    std::vector<std::string> known;
    for (const auto& parameter : rules.parameters) known.push_back(parameter.name.text);
    std::size_t position = 0;
    for (const auto& argument : call.arguments) {
      if (argument.name && std::find(known.begin(), known.end(), argument.name->text) == known.end()) {
        sink_.report<Code::E0306>(argument.name->span, rules.name.text, argument.name->text,
                                  did_you_mean(argument.name->text, known));
        return false;
      }
      if (!argument.name && position == known.size()) {
        sink_.report<Code::E0307>(argument.value->span, rules.name.text, known.size());
        return false;
      }
      const std::string& name = argument.name ? argument.name->text : known[position++];
      auto value = evaluate(*argument.value, outside, sink_);
      if (!value || !usable(*value, *argument.value)) return false;
      if (!out.emplace(name, std::move(*value)).second) {
        sink_.report<Code::E0308>(argument.value->span, name);
        return false;
      }
    }
    return defaults(rules, file, span, out);
  }

  bool rules_of(const Declaration& declaration, Arguments arguments, std::vector<Rule>& out) {
    if (std::find(open_.begin(), open_.end(), declaration.statement) != open_.end()) {
      sink_.report<Code::E0417>(declaration.span, declaration.name);
      return false;
    }
    open_.push_back(declaration.statement);
    const auto& rules = std::get<syntax::Rules>(declaration.statement->node);
    bool good = lets(rules, declaration.file, arguments);
    const sema::Context plain = context(declaration.file, arguments, false);
    if (good && rules.extends) good = parent(rules, declaration, plain, out);
    const sema::Context inside = context(declaration.file, arguments, true);
    for (const auto& clause : rules.clauses)
      for (const auto& adjustment : clause.adjustments)
        if (good) good = rule(clause, adjustment, inside, declaration, out);
    open_.pop_back();
    return good;
  }

  bool defaults(const syntax::Rules& rules, std::size_t file, Span span, Arguments& out) {
    for (const auto& parameter : rules.parameters) {
      if (out.contains(parameter.name.text)) continue;
      if (!parameter.default_value) {
        sink_.report<Code::E0309>(span, rules.name.text, parameter.name.text)
            .note(parameter.name.span, "declared here");
        return false;
      }
      auto value = evaluate(*parameter.default_value, context(file, out, false), sink_);
      if (!value || !usable(*value, *parameter.default_value)) return false;
      out.emplace(parameter.name.text, std::move(*value));
    }
    return true;
  }

 private:
  /// Arguments are plain constants: a number, true or false, a string.
  bool usable(const Value& value, const syntax::Expr& expr) {
    const auto* quantity = sema::as<Quantity>(value);
    if (quantity && quantity->value.constant() && quantity->unit == sema::Unit::kNone) return true;
    if (sema::as<bool>(value) || sema::as<std::string>(value)) return true;
    sink_.report<Code::E0411>(expr.span);
    return false;
  }

  bool lets(const syntax::Rules& rules, std::size_t file, Arguments& arguments) {
    for (const auto& let : rules.lets) {
      auto value = evaluate(*let.value, context(file, arguments, false), sink_);
      if (!value) return false;
      arguments.insert_or_assign(let.name.text, std::move(*value));
    }
    return true;
  }

  bool parent(const syntax::Rules& rules, const Declaration& declaration, const sema::Context& inside,
              std::vector<Rule>& out) {
    const auto* found = constants_.program().find(declaration.file, rules.extends->callee.parts.front().text);
    if (!found || found->kind != sema::DeclarationKind::kRules) return false;  // reported by check_names
    Arguments arguments;
    const auto& above = std::get<syntax::Rules>(found->statement->node);
    return bind(above, *rules.extends, inside, found->file, rules.extends_span, arguments) &&
           rules_of(*found, std::move(arguments), out);
  }

  sema::Context context(std::size_t file, const Arguments& arguments, bool ratios) {
    sema::Context inside;
    inside.name = [this, file, &arguments, ratios](const syntax::Path& path, Span span) -> std::optional<Value> {
      const std::string& name = path.parts.front().text;
      if (path.parts.size() == 1) {
        if (const auto at = arguments.find(name); at != arguments.end()) return at->second;
        if (ratios) {
          const auto known = sema::ratio_names(constants_.program(), file);
          if (std::find(known.begin(), known.end(), name) != known.end())
            return Value{Quantity{Sym::axis(canonical_ratio(name))}};
        }
      }
      return constants_.name(file, path, span);
    };
    return inside;
  }

  bool rule(const syntax::RuleClause& clause, const syntax::Adjustment& adjustment, const sema::Context& inside,
            const Declaration& declaration, std::vector<Rule>& out) {
    const auto factor = evaluate_number(*adjustment.value, inside, "a factor", sink_);
    if (!factor) return false;
    const auto& terms = factor->terms();
    const bool monomial = terms.size() == 1 && terms[0].coefficient == 1 &&
                          std::all_of(terms[0].powers.begin(), terms[0].powers.end(),
                                      [](const sema::Power& p) { return p.atom->kind == sema::AtomKind::kAxis; });
    if (!monomial) {
      sink_.report<Code::E0414>(adjustment.value->span);
      return false;
    }
    Rule rule;
    rule.selector = &clause.selector;
    rule.hp = sema::find_hp(adjustment.hyperparameter.text).value_or(sema::Hp::lr);
    rule.complement = adjustment.complement;
    rule.power = adjustment.op == syntax::AdjustOp::kPower;
    rule.span = adjustment.span;
    rule.source = &declaration.statement->doc;
    for (const auto& power : terms[0].powers) rule.monomial.push_back({power.atom->text, power.exponent});
    out.push_back(std::move(rule));
    return true;
  }

  sema::Constants& constants_;
  diag::DiagnosticSink& sink_;
  std::vector<const syntax::Statement*> open_;
};

plan::Scalar scalar_of(const Value& value) {
  if (const bool* truth = sema::as<bool>(value)) return *truth;
  if (const auto* text = sema::as<std::string>(value)) return *text;
  const double number = sema::as<Quantity>(value)->value.constant().value_or(0);
  if (number == std::round(number) && std::abs(number) < 1e15) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace

std::optional<RuleSet> resolve_rules(const sema::Spec& spec, sema::Constants& constants, diag::DiagnosticSink& sink) {
  const syntax::Expr& expr = *spec.parameterization;
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  if (!call || call->callee.parts.size() != 1) {
    sink.report<Code::E0412>(expr.span);
    return {};
  }
  const auto& name = call->callee.parts.front();
  const auto* declaration = constants.program().find(0, name.text);
  if (!declaration || declaration->kind != sema::DeclarationKind::kRules) {
    std::vector<std::string> known;
    for (const auto& [declared, other] : constants.program().root().scope)
      if (other.kind == sema::DeclarationKind::kRules) known.push_back(declared);
    sink.report<Code::E0237>(name.span, name.text, did_you_mean(name.text, known));
    return {};
  }
  const auto& rules = std::get<syntax::Rules>(declaration->statement->node);
  Resolver resolver(constants, sink);
  Arguments arguments;
  if (!resolver.bind(rules, *call, constants.context(0), declaration->file, expr.span, arguments)) return {};
  RuleSet out;
  out.name = name.text;
  for (const auto& parameter : rules.parameters)
    out.arguments.emplace_back(parameter.name.text, scalar_of(arguments.find(parameter.name.text)->second));
  if (!resolver.rules_of(*declaration, std::move(arguments), out.rules)) return {};
  return out;
}

void check_monomials(const Declaration& declaration, sema::Constants& constants, diag::DiagnosticSink& sink) {
  const auto& rules = std::get<syntax::Rules>(declaration.statement->node);
  Resolver resolver(constants, sink);
  Arguments arguments;
  for (const auto& parameter : rules.parameters)
    if (!parameter.default_value) arguments.emplace(parameter.name.text, Value{Quantity{Sym(1)}});
  std::vector<Rule> ignored;
  if (resolver.defaults(rules, declaration.file, declaration.span, arguments))
    static_cast<void>(resolver.rules_of(declaration, std::move(arguments), ignored));
}

}  // namespace cdp::scaling
