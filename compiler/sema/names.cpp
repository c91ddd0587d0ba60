// The walk over modules: scopes of parameters, members and forward's values. Rule sets: check_rules.cpp.
#include "compiler/sema/names.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/plan/operations.h"
#include "compiler/plan/words.h"
#include "compiler/sema/arguments.h"
#include "compiler/sema/check_rules.h"
#include "compiler/sema/evaluate.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/walk.h"
#include "compiler/syntax/foreign_keys.h"
#include "stdlib/embedded.h"

namespace cdp::sema {
namespace {

using diag::Code;

std::vector<std::string> callable_names() {
  std::vector<std::string> names;
  for (const auto& op : plan::operations()) names.emplace_back(op.name);
  for (std::string& name : function_names(Function::Place::kEverywhere)) names.push_back(std::move(name));
  return names;
}

Meaning function_meaning(const Function& function) {
  return {Meaning::Kind::kFunction, {}, static_cast<std::size_t>(function.name)};
}

class ModuleNames {
 public:
  ModuleNames(Program& program, std::size_t file, diag::DiagnosticSink& sink)
      : program_(program), file_(file), sink_(sink) {}

  void resolve(const syntax::Module& module) {
    own_.count = module.parameters.size();
    for (std::size_t i = 0; i < module.parameters.size(); ++i) {
      const auto& parameter = module.parameters[i];
      if (parameter.default_value) expression(*parameter.default_value);
      own_.slots.emplace(parameter.name.text, i);
      declare(parameter.name, scoped(Meaning::Kind::kOwn, i, parameter.name));
    }
    collect(module.items);
    items(module.items);
    program_.names.add(module.name, std::move(own_));
    // Where the file did not parse whole, what is missing may be what was not read.
    if (forwards_.empty() && program_.whole) sink_.report<Code::E0301>(module.name.span, module.name.text);
  }

 private:
  struct Declared {
    Span span;
    Meaning meaning;
  };

  Meaning scoped(Meaning::Kind kind, std::size_t slot, const syntax::Ident& name) const {
    Meaning meaning = program_.top_level(file_, name.text);
    meaning.kind = kind;
    meaning.slot = slot;
    return meaning;
  }

  void declare(const syntax::Ident& name, const Meaning& meaning) {
    const auto [at, fresh] = scope_.emplace(name.text, Declared{name.span, meaning});
    if (fresh) return;
    sink_.report<Code::E0202>(name.span, name.text).note(at->second.span, "first declared here");
    at->second.meaning = meaning;
  }

  void declare_own(const syntax::Ident& name) {
    const auto [at, fresh] = own_.slots.emplace(name.text, own_.count);
    if (fresh) ++own_.count;
    const Meaning meaning = scoped(Meaning::Kind::kOwn, at->second, name);
    program_.names.add(name, meaning);
    declare(name, meaning);
  }

  /// Declares members and lets. The two branches of an `if` may declare the same names.
  void collect(const std::vector<syntax::ModuleItem>& list) {
    for (const auto& item : list) {
      if (const auto* member = std::get_if<syntax::Member>(&item.node)) declare_own(member->name);
      if (const auto* let = std::get_if<syntax::Let>(&item.node)) declare_own(let->name);
      if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
        const auto before = scope_;
        collect(branch->then_items);
        const auto then_scope = std::exchange(scope_, before);
        collect(branch->else_items);
        scope_.insert(then_scope.begin(), then_scope.end());
      }
    }
  }

  void items(const std::vector<syntax::ModuleItem>& list) {
    for (const auto& item : list) std::visit([&](const auto& node) { visit(node); }, item.node);
  }

  void visit(const syntax::Let& let) { expression(*let.value); }
  void visit(const syntax::Assert& assertion) { expression(*assertion.condition); }
  void visit(const syntax::IfItem& branch) {
    expression(*branch.condition);
    items(branch.then_items);
    items(branch.else_items);
  }
  void visit(const syntax::Member& member) {
    if (member.count) expression(*member.count);
    for (const auto& argument : member.arguments) expression(*argument.value);
    member_type(member);
    if (!member.distribution) return;
    if (const auto word = find_word<plan::Distribution>(member.distribution->text)) {
      program_.names.add(*member.distribution, {Meaning::Kind::kDistribution, {}, static_cast<std::size_t>(*word)});
      return;
    }
    const auto known = strings<plan::Distribution>();
    sink_.report<Code::E0302>(member.distribution->span, member.distribution->text, list_of(known, "or"),
                              did_you_mean(member.distribution->text, known));
  }

  void member_type(const syntax::Member& member) {
    if (member.kind != syntax::MemberKind::kModule) return;
    const std::string& type = member.type.text;
    const Meaning meaning = program_.top_level(file_, type);
    if (meaning.declaration && meaning.declaration->kind == DeclarationKind::kModule) {
      program_.names.add(member.type, meaning);
      const auto& module = std::get<syntax::Module>(meaning.declaration->statement->node);
      Matched matched;
      static_cast<void>(
          match_arguments({module.name, module.parameters}, member.arguments, member.span, matched, sink_));
      return;
    }
    std::vector<std::string> known = {"Tensor", "Multiplier"};
    for (const auto& [name, declaration] : program_.files[file_]->scope)
      if (declaration.kind == DeclarationKind::kModule) known.push_back(name);
    sink_.report<Code::E0303>(member.type.span, type, meant(type, known));
  }

  void visit(const syntax::Forward& forward) {
    forwards_.push_back(forward.head_span);
    const auto outside = scope_;
    std::size_t locals = 0;
    const auto declare_local = [&](const syntax::Ident& name) {
      declare(name, scoped(Meaning::Kind::kLocal, locals++, name));
    };
    for (const auto& parameter : forward.parameters) declare_local(parameter);
    bool returned = false;
    for (const auto& statement : forward.body) {
      if (returned) sink_.report<Code::E0304>(statement.span);
      expression(*statement.value);
      if (statement.target) declare_local(*statement.target);
      returned = returned || !statement.target;
    }
    if (!returned) sink_.report<Code::E0305>(forward.head_span);
    scope_ = outside;
  }

  void expression(const syntax::Expr& expr) {
    visit_parts(expr, [this](const syntax::Expr& part) {
      if (const auto* path = std::get_if<syntax::Path>(&part.node)) value(path->parts.front());
      if (const auto* call = std::get_if<syntax::Call>(&part.node)) callee(call->callee);
    });
  }

  void value(const syntax::Ident& ident) {
    const auto scoped = scope_.find(ident.text);
    const Meaning meaning = scoped == scope_.end() ? program_.top_level(file_, ident.text) : scoped->second.meaning;
    program_.names.add(ident, meaning);
    if (meaning.kind != Meaning::Kind::kUnknown || sink_.full()) return;
    sink_.report<Code::E0201>(ident.span, ident.text,
                              syntax::meant_name(ident.text, and_scope(program_.names_in(file_))));
  }

  /// A function goes before an own name, an own name before an operation.
  void callee(const syntax::Path& path) {
    const auto& head = path.parts.front();
    const auto scoped = scope_.find(head.text);
    const Function* function = find_function(path);
    Meaning meaning = scoped == scope_.end() ? program_.top_level(file_, head.text) : scoped->second.meaning;
    if (path.parts.size() == 1) meaning.operation = plan::find_operation(head.text);
    if (meaning.operation != nullptr && scoped == scope_.end()) meaning.kind = Meaning::Kind::kOperation;
    if (function != nullptr && function->place == Function::Place::kEverywhere) meaning = function_meaning(*function);
    program_.names.add(head, meaning);
    if (meaning.is_scoped() || sink_.full()) return;
    report_unknown_function(path, and_scope(callable_names()), sink_);
  }

  std::vector<std::string> and_scope(std::vector<std::string> names) const {
    for (const auto& [declared, unused] : scope_) names.push_back(declared);
    return names;
  }

  Program& program_;
  std::size_t file_;
  diag::DiagnosticSink& sink_;
  std::map<std::string, Declared, std::less<>> scope_;
  OwnNames own_;
  std::vector<Span> forwards_;
};

/// Names in the statements that later stages evaluate, so that they are found in the first run.
class RunNames {
 public:
  RunNames(Program& program, diag::DiagnosticSink& sink) : program_(program), sink_(sink) {}

  void resolve(const syntax::Statement& statement) {
    if (const auto* base = std::get_if<syntax::Base>(&statement.node))
      for (const auto& setting : base->settings) expression(*setting.value, {}, Function::Place::kTune);
    if (const auto* assertion = std::get_if<syntax::Assert>(&statement.node))
      expression(*assertion->condition, {}, Function::Place::kEverywhere);
    if (const auto* model = std::get_if<syntax::ModelIs>(&statement.node))
      call(*model->value, DeclarationKind::kModule);
    if (const auto* rules = std::get_if<syntax::ParameterizationIs>(&statement.node))
      call(*rules->value, DeclarationKind::kRules);
    if (const auto* tune = std::get_if<syntax::Tune>(&statement.node)) this->tune(*tune);
    if (const auto* search = std::get_if<syntax::Search>(&statement.node))
      for (const auto& entry : search->entries)
        for (const auto& knot : entry.knots) {
          expression(*knot.low, {}, Function::Place::kEverywhere);
          if (knot.high) expression(*knot.high, {}, Function::Place::kEverywhere);
        }
  }

 private:
  using Bound = std::map<std::string, std::size_t, std::less<>>;  // the indices that a selector binds, with their slots

  void tune(const syntax::Tune& tune) {
    const Bound bound = bound_by(tune.selector);
    for (const auto& adjustment : tune.adjustments) {
      program_.names.add_hyperparameter(adjustment);
      expression(*adjustment.value, bound, Function::Place::kTune);
    }
  }

  Bound bound_by(const syntax::Selector& selector) {
    Bound bound;
    for (const auto& alternative : selector.alternatives)
      for (const auto& step : alternative.steps)
        for (const auto& index : step.indices)
          if (index.kind == syntax::Index::Kind::kBind) {
            const std::size_t slot = bound.emplace(index.bound.text, bound.size()).first->second;
            program_.names.add(index.bound, {Meaning::Kind::kBound, {}, slot});
          }
    return bound;
  }

  /// `Gpt(width, depth)`, `mup(alpha = 1)`: what is called, what it takes, and the names in the arguments.
  void call(const syntax::Expr& expr, DeclarationKind kind) {
    const auto* call = std::get_if<syntax::Call>(&expr.node);
    if (call)
      for (const auto& argument : call->arguments) expression(*argument.value, {}, Function::Place::kEverywhere);
    // Where a file is missing or did not parse whole, what is called may stand there.
    const Declaration* found = program_.whole ? called(expr, kind) : nullptr;
    if (!found || !call) return;
    const auto* module = std::get_if<syntax::Module>(&found->statement->node);
    const auto* rules = std::get_if<syntax::Rules>(&found->statement->node);
    Matched matched;
    static_cast<void>(
        match_arguments(module ? Callee{module->name, module->parameters} : Callee{rules->name, rules->parameters},
                        call->arguments, expr.span, matched, sink_));
  }

  const Declaration* called(const syntax::Expr& expr, DeclarationKind kind) {
    const bool module = kind == DeclarationKind::kModule;
    const auto* call = std::get_if<syntax::Call>(&expr.node);
    if (!call || call->callee.parts.size() != 1) {
      if (module) sink_.report<Code::E0331>(expr.span);
      if (!module) sink_.report<Code::E0412>(expr.span);
      return nullptr;
    }
    const auto& name = call->callee.parts.front();
    const Meaning meaning = program_.top_level(0, name.text);
    if (meaning.declaration && meaning.declaration->kind == kind) {
      program_.names.add(name, meaning);
      return meaning.declaration;
    }
    std::vector<std::string> known;
    for (const auto& [declared, declaration] : program_.root().scope)
      if (declaration.kind == kind) known.push_back(declared);
    const std::string advice = meant(name.text, known);
    if (module) sink_.report<Code::E0303>(name.span, name.text, advice);
    if (!module) sink_.report<Code::E0237>(name.span, name.text, advice);
    return nullptr;
  }

  void expression(const syntax::Expr& expr, const Bound& bound, Function::Place place) {
    std::set<const syntax::Expr*> unchecked;  // depth_of(blocks) takes a path of the model
    visit_parts(expr, [&](const syntax::Expr& part) {
      if (const auto* call = std::get_if<syntax::Call>(&part.node)) {
        const Function* function = find_function(call->callee);
        const bool known = function != nullptr && function->place <= place;
        if (known) program_.names.add(call->callee.parts.front(), function_meaning(*function));
        if (!known) report_unknown_function(call->callee, function_names(place), sink_);
        // What an unknown function would take is not known either.
        if (!known || function->name == FunctionName::depth_of)
          for (const auto& argument : call->arguments) unchecked.insert(argument.value.get());
      }
      const auto* path = std::get_if<syntax::Path>(&part.node);
      if (path && !unchecked.contains(&part)) value(path->parts.front(), bound);
    });
  }

  void value(const syntax::Ident& name, const Bound& bound) {
    Meaning meaning = program_.top_level(0, name.text);
    if (const auto index = bound.find(name.text); index != bound.end()) {
      meaning.kind = Meaning::Kind::kBound;
      meaning.slot = index->second;
    }
    program_.names.add(name, meaning);
    if (meaning.kind != Meaning::Kind::kUnknown || sink_.full()) return;
    if (find_hp(name.text)) {
      sink_.report<Code::E0257>(name.span, name.text, name.text);
    } else {
      sink_.report<Code::E0201>(name.span, name.text, syntax::meant_name(name.text, program_.names_in(0)));
    }
  }

  Program& program_;
  diag::DiagnosticSink& sink_;
};

}  // namespace

void resolve_names(Program& program, diag::DiagnosticSink& sink) {
  for (const syntax::File* file : program.run())
    for (const auto& statement : file->statements) RunNames(program, sink).resolve(statement);
  for (const auto& statement : program.overrides) RunNames(program, sink).resolve(statement);
  diag::DiagnosticSink unread;  // the library's own tests report its faults
  for (std::size_t i = 0; i < program.files.size(); ++i) {
    diag::DiagnosticSink& heard = program.files[i]->library && i != 0 ? unread : sink;
    for (const auto& statement : program.files[i]->ast.statements) {
      if (const auto* module = std::get_if<syntax::Module>(&statement.node))
        ModuleNames(program, i, heard).resolve(*module);
      if (const auto* rules = std::get_if<syntax::Rules>(&statement.node)) check_rules(*rules, program, i, heard);
    }
  }
}

const Declaration* called_by(const syntax::Expr& expr, const Resolution& names) {
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  const Meaning* meaning = call == nullptr ? nullptr : names.find(call->callee.parts.front());
  return meaning == nullptr ? nullptr : meaning->declaration;
}

bool depends_on_layer(const syntax::Expr& expr, const Resolution& names) {
  bool depends = false;
  visit_parts(expr, [&](const syntax::Expr& part) {
    const auto* path = std::get_if<syntax::Path>(&part.node);
    const Meaning* meaning = path == nullptr ? nullptr : names.find(path->parts.front());
    depends = depends || (meaning != nullptr && meaning->kind == Meaning::Kind::kBound);
    if (const auto* call = std::get_if<syntax::Call>(&part.node))
      depends = depends || names.calls(*call, FunctionName::along);
  });
  return depends;
}

bool library_declares_tag(std::string_view tag) {
  const std::string marked = " @" + std::string(tag);
  // `name: Type(...) @tag`, not a clause of a rule set.
  const auto declares = [&](std::string_view line) {
    const auto at = line.find(marked);
    if (at == std::string_view::npos || line.substr(0, at).find(':') == std::string_view::npos) return false;
    const auto end = line.find_first_of(" ,@{}", at + 2);
    return std::min(end, line.size()) == at + marked.size();
  };
  for (const auto& [path, text] : stdlib::files()) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      if (declares(std::string_view(text).substr(begin, end - begin))) return true;
      begin = end + 1;
    }
  }
  return false;
}

std::string meant(std::string_view name, std::span<const std::string> known) {
  for (const auto& [path, text] : stdlib::files()) {
    for (const char* keyword : {"module ", "rules "}) {
      const std::string declared = "\n" + std::string(keyword) + std::string(name) + "(";
      if (text.find(declared) == std::string::npos) continue;
      std::string library = path.substr(0, path.size() - std::string_view(".cdp").size());
      std::replace(library.begin(), library.end(), '/', '.');
      return "; write `use " + library + "`, which declares it";
    }
  }
  return did_you_mean(name, known);
}

}  // namespace cdp::sema
