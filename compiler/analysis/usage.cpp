// Walks every statement for its expressions; see usage.h.
#include "compiler/analysis/usage.h"

#include "compiler/sema/walk.h"

namespace cdp::analysis {

namespace {

using Visit = std::function<void(const syntax::Expr&)>;

void visit_one(const syntax::ExprPtr& expr, const Visit& visit) {
  if (expr) visit(*expr);
}

void visit_settings(const std::vector<syntax::Setting>& settings, const Visit& visit) {
  for (const auto& setting : settings) visit_one(setting.value, visit);
}

void visit_adjustments(const std::vector<syntax::Adjustment>& adjustments, const Visit& visit) {
  for (const auto& adjustment : adjustments) visit_one(adjustment.value, visit);
}

void visit_parameters(const std::vector<syntax::Parameter>& parameters, const Visit& visit) {
  for (const auto& parameter : parameters) visit_one(parameter.default_value, visit);
}

void visit_arguments(const std::vector<syntax::Argument>& arguments, const Visit& visit) {
  for (const auto& argument : arguments) visit_one(argument.value, visit);
}

void visit_rules(const std::vector<syntax::RulesItem>& items, const Visit& visit) {
  for (const auto& item : items) {
    if (const auto* let = std::get_if<syntax::Let>(&item.node)) visit_one(let->value, visit);
    if (const auto* needs = std::get_if<syntax::Requires>(&item.node)) visit_settings(needs->settings, visit);
    if (const auto* held = std::get_if<syntax::Assert>(&item.node)) visit_one(held->condition, visit);
    if (const auto* clause = std::get_if<syntax::RuleClause>(&item.node)) visit_adjustments(clause->adjustments, visit);
    if (const auto* either = std::get_if<syntax::RulesIf>(&item.node)) {
      visit_one(either->condition, visit);
      visit_rules(either->then_items, visit);
      visit_rules(either->else_items, visit);
    }
  }
}

void visit_module(const std::vector<syntax::ModuleItem>& items, const Visit& visit) {
  for (const auto& item : items) {
    if (const auto* let = std::get_if<syntax::Let>(&item.node)) visit_one(let->value, visit);
    if (const auto* held = std::get_if<syntax::Assert>(&item.node)) visit_one(held->condition, visit);
    if (const auto* member = std::get_if<syntax::Member>(&item.node)) {
      visit_one(member->count, visit);
      visit_arguments(member->arguments, visit);
    }
    if (const auto* forward = std::get_if<syntax::Forward>(&item.node))
      for (const auto& line : forward->body) visit_one(line.value, visit);
    if (const auto* either = std::get_if<syntax::IfItem>(&item.node)) {
      visit_one(either->condition, visit);
      visit_module(either->then_items, visit);
      visit_module(either->else_items, visit);
    }
  }
}

struct Statements {
  const Visit& visit;

  void operator()(const syntax::Use&) const {}
  void operator()(const syntax::Axis&) const {}
  void operator()(const syntax::Let& let) const { visit_one(let.value, visit); }
  void operator()(const syntax::Module& module) const {
    visit_parameters(module.parameters, visit);
    visit_module(module.items, visit);
  }
  void operator()(const syntax::Rules& rules) const {
    visit_parameters(rules.parameters, visit);
    if (rules.extends) visit_arguments(rules.extends->arguments, visit);
    visit_rules(rules.items, visit);
  }
  void operator()(const syntax::ModelIs& model) const { visit_one(model.value, visit); }
  void operator()(const syntax::ParameterizationIs& rules) const { visit_one(rules.value, visit); }
  void operator()(const syntax::Reference& reference) const { visit_settings(reference.settings, visit); }
  void operator()(const syntax::Base& base) const { visit_settings(base.settings, visit); }
  void operator()(const syntax::Tune& tune) const { visit_adjustments(tune.adjustments, visit); }
  void operator()(const syntax::Search& search) const {
    for (const auto& entry : search.entries)
      for (const auto& knot : entry.knots) {
        visit_one(knot.low, visit);
        visit_one(knot.high, visit);
      }
  }
  void operator()(const syntax::Training& training) const { visit_settings(training.settings, visit); }
  void operator()(const syntax::Target& target) const { visit_settings(target.settings, visit); }
  void operator()(const syntax::Assert& held) const { visit_one(held.condition, visit); }
};

void add_types(const std::vector<syntax::ModuleItem>& items, std::set<std::string>& names) {
  for (const auto& item : items) {
    if (const auto* member = std::get_if<syntax::Member>(&item.node)) names.insert(member->type.text);
    if (const auto* either = std::get_if<syntax::IfItem>(&item.node)) {
      add_types(either->then_items, names);
      add_types(either->else_items, names);
    }
  }
}

template <class If, class Item>
void visit_all(const std::vector<Item>& items, const std::function<void(const Item&)>& visit) {
  for (const Item& item : items) {
    visit(item);
    const auto* either = std::get_if<If>(&item.node);
    if (either == nullptr) continue;
    visit_all<If>(either->then_items, visit);
    visit_all<If>(either->else_items, visit);
  }
}

}  // namespace

void visit_expressions(const syntax::Statement& statement, const Visit& visit) {
  std::visit(Statements{visit}, statement.node);
}

std::set<std::string> names_read(const syntax::Statement& statement) {
  std::set<std::string> names;
  const auto add = [&](const syntax::Expr& part) {
    if (const auto* path = std::get_if<syntax::Path>(&part.node)) names.insert(path->parts.front().text);
    if (const auto* call = std::get_if<syntax::Call>(&part.node)) names.insert(call->callee.parts.front().text);
  };
  visit_expressions(statement, [&](const syntax::Expr& whole) { sema::visit_parts(whole, add); });
  if (const auto* module = std::get_if<syntax::Module>(&statement.node)) add_types(module->items, names);
  if (const auto* rules = std::get_if<syntax::Rules>(&statement.node); rules != nullptr && rules->extends)
    names.insert(rules->extends->callee.parts.front().text);
  return names;
}

void visit_items(const std::vector<syntax::ModuleItem>& items,
                 const std::function<void(const syntax::ModuleItem&)>& visit) {
  visit_all<syntax::IfItem>(items, visit);
}

void visit_items(const std::vector<syntax::RulesItem>& items,
                 const std::function<void(const syntax::RulesItem&)>& visit) {
  visit_all<syntax::RulesIf>(items, visit);
}

}  // namespace cdp::analysis
