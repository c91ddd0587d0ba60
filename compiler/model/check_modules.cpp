// The walk over modules: their members, then the expressions (flow_kinds.cpp), then what is left over.
#include "compiler/model/check_modules.h"

#include <algorithm>

#include "compiler/model/flow_kinds.h"
#include "compiler/sema/walk.h"

namespace cdp::model {
namespace {

using diag::Code;

/// Calls `visit` with every expression of a list of items.
template <class Visit>
void each_expression(const std::vector<syntax::ModuleItem>& items, const Visit& visit) {
  for (const auto& item : items) {
    if (const auto* let = std::get_if<syntax::Let>(&item.node)) visit(*let->value);
    if (const auto* assertion = std::get_if<syntax::Assert>(&item.node)) visit(*assertion->condition);
    if (const auto* member = std::get_if<syntax::Member>(&item.node)) {
      if (member->count) visit(*member->count);
      for (const auto& argument : member->arguments) visit(*argument.value);
    }
    if (const auto* forward = std::get_if<syntax::Forward>(&item.node))
      for (const auto& statement : forward->body) visit(*statement.value);
    if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      visit(*branch->condition);
      each_expression(branch->then_items, visit);
      each_expression(branch->else_items, visit);
    }
  }
}

/// The own names that a module's expressions lead with, by slot, and the names behind a point: members of other
/// modules.
struct Mentioned {
  std::set<std::size_t> own;
  std::set<std::string, std::less<>> parts;
};

void mention(const syntax::Path& path, const sema::Resolution& names, Mentioned& out) {
  const sema::Meaning* meaning = names.find(path.parts.front());
  if (meaning && meaning->kind == sema::Meaning::Kind::kOwn) out.own.insert(meaning->slot);
  for (std::size_t i = 1; i < path.parts.size(); ++i) out.parts.insert(path.parts[i].text);
}

Mentioned mentioned_in(const syntax::Module& module, const sema::Resolution& names) {
  Mentioned out;
  each_expression(module.items, [&](const syntax::Expr& expr) {
    sema::visit_parts(expr, [&](const syntax::Expr& part) {
      if (const auto* path = std::get_if<syntax::Path>(&part.node)) mention(*path, names, out);
      if (const auto* call = std::get_if<syntax::Call>(&part.node)) mention(call->callee, names, out);
    });
  });
  return out;
}

class ModuleCheck {
 public:
  ModuleCheck(const sema::Resolution& names, const Outline& outline, Results& results, diag::DiagnosticSink& sink)
      : outline_(outline), sink_(sink), kinds_(names, outline, results, sink) {}

  void run() {
    one_forward(outline_.module->items);
    for (const auto& members : outline_.members)
      for (const syntax::Member* member : members) form(*member);
    each_constant(outline_.module->items);
    for (const syntax::Forward* forward : outline_.forwards) static_cast<void>(kinds_.forward(*forward));
  }

 private:
  /// Two in the branches of an `if` are one.
  void one_forward(const std::vector<syntax::ModuleItem>& items) {
    const syntax::Forward* first = nullptr;
    for (const auto& item : items) {
      if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
        one_forward(branch->then_items);
        one_forward(branch->else_items);
      }
      const auto* forward = std::get_if<syntax::Forward>(&item.node);
      if (forward && first)
        sink_.report<Code::E0310>(forward->head_span, outline_.module->name.text)
            .note(first->head_span, "the first stands here");
      if (forward && !first) first = forward;
    }
  }

  void form(const syntax::Member& member) {
    using syntax::MemberKind;
    if (member.kind == MemberKind::kTensor && (member.arguments.empty() || member.count))
      sink_.report<Code::E0313>(member.span, member.name.text);
    if (member.kind == MemberKind::kMultiplier && (member.arguments.size() > 1 || member.count || member.distribution))
      sink_.report<Code::E0314>(member.span, member.name.text);
    if (member.kind == MemberKind::kModule && member.distribution)
      sink_.report<Code::E0315>(member.distribution->span, member.name.text);
  }

  /// Everything but forward: it has its own names.
  void each_constant(const std::vector<syntax::ModuleItem>& items) {
    for (const auto& item : items) {
      if (std::holds_alternative<syntax::Forward>(item.node)) continue;
      if (const auto* let = std::get_if<syntax::Let>(&item.node)) kinds_.constant(*let->value);
      if (const auto* assertion = std::get_if<syntax::Assert>(&item.node)) kinds_.constant(*assertion->condition);
      if (const auto* member = std::get_if<syntax::Member>(&item.node)) {
        if (member->count) kinds_.constant(*member->count);
        for (const auto& argument : member->arguments) kinds_.constant(*argument.value);
      }
      if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
        kinds_.constant(*branch->condition);
        each_constant(branch->then_items);
        each_constant(branch->else_items);
      }
    }
  }

  const Outline& outline_;
  diag::DiagnosticSink& sink_;
  FlowKinds kinds_;
};

template <class Visit>
void each_module(const sema::Program& program, const Visit& visit) {
  for (std::size_t i = 0; i < program.files.size(); ++i)
    for (const auto& statement : program.files[i]->ast.statements)
      if (const auto* module = std::get_if<syntax::Module>(&statement.node)) visit(*module, i);
}

bool has_model(const sema::Program& program) {
  const auto states = [](const syntax::File* file) {
    return std::any_of(file->statements.begin(), file->statements.end(), [](const syntax::Statement& statement) {
      return std::holds_alternative<syntax::ModelIs>(statement.node);
    });
  };
  const auto run = program.run();
  return std::any_of(run.begin(), run.end(), states);
}

/// Members of the root's modules that no forward computes with. With a model that is instantiate()'s: it knows which
/// branches hold.
void check_unused(const sema::Program& program, diag::DiagnosticSink& sink) {
  std::set<std::string, std::less<>> parts;
  each_module(program, [&](const syntax::Module& module, std::size_t) {
    parts.merge(mentioned_in(module, program.names).parts);
  });
  each_module(program, [&](const syntax::Module& module, std::size_t file) {
    if (file != 0) return;
    const Mentioned mentioned = mentioned_in(module, program.names);
    const Outline outline = outline_of(module, program.names);
    if (outline.forwards.empty()) return;  // an error of its own
    for (std::size_t slot = 0; slot < outline.members.size(); ++slot) {
      if (outline.members[slot].empty() || mentioned.own.contains(slot)) continue;
      const auto& name = outline.members[slot].front()->name;
      if (!parts.contains(name.text)) sink.report<Code::W0251>(name.span, module.name.text, name.text);
    }
  });
}

}  // namespace

void check_modules(const sema::Program& program, diag::DiagnosticSink& sink) {
  Results results;
  each_module(program, [&](const syntax::Module& module, std::size_t file) {
    if (sink.full() || (program.files[file]->library && file != 0)) return;
    const Outline outline = outline_of(module, program.names);
    ModuleCheck(program.names, outline, results, sink).run();
  });
  if (program.whole && !has_model(program)) check_unused(program, sink);
}

}  // namespace cdp::model
