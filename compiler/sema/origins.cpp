// Finds the expression at a place, then follows its names; see origins.h.
#include "compiler/sema/origins.h"

#include <optional>
#include <set>
#include <utility>

#include "compiler/sema/arguments.h"
#include "compiler/sema/walk.h"

namespace cdp::sema {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMost = 64;

/// What the names of an expression mean: those of a file, and those of a rule set where it stands in one.
struct Place {
  const syntax::Expr* expr = nullptr;
  std::size_t file = 0;
  const syntax::Rules* rules = nullptr;
};

bool same(Span a, Span b) {
  return a.file == b.file && a.begin == b.begin && a.end == b.end;
}

const syntax::Expr* in_items(const std::vector<syntax::RulesItem>& items, Span at) {
  for (const auto& item : items) {
    if (const auto* clause = std::get_if<syntax::RuleClause>(&item.node))
      for (const auto& adjustment : clause->adjustments)
        if (same(adjustment.span, at)) return adjustment.value.get();
    if (const auto* branch = std::get_if<syntax::RulesIf>(&item.node)) {
      if (const auto* found = in_items(branch->then_items, at)) return found;
      if (const auto* found = in_items(branch->else_items, at)) return found;
    }
  }
  return nullptr;
}

const syntax::Expr* in_module(const std::vector<syntax::ModuleItem>& items, Span at) {
  for (const auto& item : items) {
    if (const auto* member = std::get_if<syntax::Member>(&item.node))
      for (const auto& argument : member->arguments)
        if (same(argument.value->span, at)) return argument.value.get();
    if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      if (const auto* found = in_module(branch->then_items, at)) return found;
      if (const auto* found = in_module(branch->else_items, at)) return found;
    }
  }
  return nullptr;
}

std::optional<Place> in_statement(const syntax::Statement& statement, std::size_t file, Span at) {
  if (const auto* base = std::get_if<syntax::Base>(&statement.node))
    for (const auto& setting : base->settings)
      if (same(setting.span, at)) return Place{setting.value.get(), file, nullptr};
  if (const auto* tune = std::get_if<syntax::Tune>(&statement.node))
    for (const auto& adjustment : tune->adjustments)
      if (same(adjustment.span, at)) return Place{adjustment.value.get(), file, nullptr};
  if (const auto* rules = std::get_if<syntax::Rules>(&statement.node))
    if (const auto* found = in_items(rules->items, at)) return Place{found, file, rules};
  if (const auto* module = std::get_if<syntax::Module>(&statement.node))
    if (const auto* found = in_module(module->items, at)) return Place{found, file, nullptr};
  return std::nullopt;
}

std::optional<Place> expression_at(const Program& program, Span at) {
  for (const auto& statement : program.overrides)
    if (auto found = in_statement(statement, 0, at)) return found;
  for (std::size_t i = 0; i < program.files.size(); ++i)
    for (const auto& statement : program.files[i]->ast.statements)
      if (statement.span.file == at.file)
        if (auto found = in_statement(statement, i, at)) return found;
  return std::nullopt;
}

const syntax::Let* let_in(const std::vector<syntax::RulesItem>& items, std::size_t slot, const Resolution& names) {
  for (const auto& item : items)
    if (const auto* let = std::get_if<syntax::Let>(&item.node); let && names.slot(let->name) == slot) return let;
  return nullptr;
}

/// The call through which the parameterization comes to a rule set, and where its arguments stand.
struct Caller {
  const syntax::Call* call = nullptr;
  std::size_t file = 0;
  const syntax::Rules* rules = nullptr;  // that extends it; null: the parameterization itself
};

std::optional<Caller> caller_of(const Program& program, const syntax::Rules& wanted) {
  Caller caller;
  for (const syntax::File* file : program.run())
    for (const auto& statement : file->statements)
      if (const auto* is = std::get_if<syntax::ParameterizationIs>(&statement.node))
        caller.call = std::get_if<syntax::Call>(&is->value->node);
  for (std::size_t depth = 0; caller.call && depth < kDeepest; ++depth) {
    const Meaning* called = program.names.find(caller.call->callee.parts.front());
    if (!called) return std::nullopt;
    const auto& rules = std::get<syntax::Rules>(called->declaration->statement->node);
    if (&rules == &wanted) return caller;
    if (!rules.extends) return std::nullopt;
    caller = {&*rules.extends, called->declaration->file, &rules};
  }
  return std::nullopt;
}

class Follower {
 public:
  Follower(const Program& program, const SourceMap& sources) : program_(program), sources_(sources) {}

  void follow(const Place& place, std::size_t depth) {
    if (depth > kDeepest) return;
    std::set<std::string> met;
    visit_parts(*place.expr, [&](const syntax::Expr& part) {
      const auto* path = std::get_if<syntax::Path>(&part.node);
      if (path && met.insert(path->parts.front().text).second) name(path->parts.front(), place, depth);
    });
  }

  std::vector<Origin> out;

 private:
  void name(const syntax::Ident& name, const Place& place, std::size_t depth) {
    const Meaning meaning = program_.meaning(place.file, name);
    if (meaning.kind == Meaning::Kind::kOwn && place.rules) {
      if (meaning.slot < place.rules->parameters.size()) return parameter(meaning.slot, place, depth);
      const auto* let = let_in(place.rules->items, meaning.slot, program_.names);
      if (!let) return;
      add(let->name.span, *let->value, "let ", depth);
      return follow({let->value.get(), place.file, place.rules}, depth + 1);
    }
    const Declaration* found = meaning.kind == Meaning::Kind::kDeclared ? meaning.declaration : nullptr;
    if (!found || found->kind != DeclarationKind::kLet) return;
    const auto& let = std::get<syntax::Let>(found->statement->node);
    add(let.name.span, *let.value, "let ", depth);
    follow({let.value.get(), found->file, nullptr}, depth + 1);
  }

  /// As the call sets it, else its default.
  void parameter(std::size_t slot, const Place& place, std::size_t depth) {
    const syntax::Parameter& parameter = place.rules->parameters[slot];
    const auto caller = caller_of(program_, *place.rules);
    if (!caller) return;
    diag::DiagnosticSink reported;  // before
    Matched matched;
    static_cast<void>(
        match_arguments({place.rules->name, place.rules->parameters}, caller->call->arguments, {}, matched, reported));
    if (matched[slot] == nullptr) {
      if (!parameter.default_value) return;
      add(parameter.name.span, *parameter.default_value, "", depth);
      return follow({parameter.default_value.get(), place.file, place.rules}, depth + 1);
    }
    const syntax::Argument& argument = *matched[slot];
    const Span value = argument.value->span;
    const Span at = argument.name ? argument.name->span : value;
    put(at, parameter.name.text + " = " + std::string(sources_.text(value)), depth);
    follow({argument.value.get(), caller->file, caller->rules}, depth + 1);
  }

  void add(Span name, const syntax::Expr& value, std::string_view keyword, std::size_t depth) {
    put(name, std::string(keyword) + std::string(sources_.text({name.file, name.begin, value.span.end})), depth);
  }

  void put(Span at, const std::string& text, std::size_t depth) {
    if (out.size() == kMost) return;
    Origin origin{at, {}, depth};
    for (const char c : text) {
      const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (!space || (!origin.text.empty() && origin.text.back() != ' ')) origin.text += space ? ' ' : c;
    }
    out.push_back(std::move(origin));
  }

  const Program& program_;
  const SourceMap& sources_;
};

}  // namespace

std::vector<Origin> origins_of(const Program& program, const SourceMap& sources, Span at) {
  const auto place = expression_at(program, at);
  if (!place) return {};
  Follower follower(program, sources);
  follower.follow(*place, 1);
  return std::move(follower.out);
}

}  // namespace cdp::sema
