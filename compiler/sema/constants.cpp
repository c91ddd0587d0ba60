// Evaluation of `let` on demand, with circles found.
#include "compiler/sema/constants.h"

#include <algorithm>

#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {

using diag::Code;

namespace {

constexpr std::size_t kMostOpen = 256;  // constants that lead through each other, while the first is worked out

const Declaration* find_in(const Scope& scope, std::string_view name) {
  const auto at = scope.find(name);
  return at == scope.end() ? nullptr : &at->second;
}

}  // namespace

std::optional<Value> Constants::name(std::size_t file, const syntax::Path& path, Span span) {
  const std::string& head = path.parts.front().text;
  if (path.parts.size() == 1 && is_builtin_axis(head)) return Value{Quantity{Sym::axis(head)}};
  const Declaration* declaration = program_.find(file, head);
  if (!declaration) {
    const auto known = program_.names_in(file);
    sink_.report<Code::E0201>(path.parts.front().span, head, syntax::meant_name(head, known));
    return {};
  }
  if (path.parts.size() > 1) {
    sink_.report<Code::E0220>(span, head, path.parts[1].text).note(declaration->span, "declared here");
    return {};
  }
  switch (declaration->kind) {
    case DeclarationKind::kAxis:
      return Value{Quantity{Sym::axis(head)}};
    case DeclarationKind::kLet:
      return let(*declaration);
    case DeclarationKind::kModule:
    case DeclarationKind::kRules:
      break;
  }
  const bool module = declaration->kind == DeclarationKind::kModule;
  sink_.report<Code::E0219>(span, head, module ? "module" : "rule set").note(declaration->span, "declared here");
  return {};
}

std::optional<Value> Constants::let(const Declaration& declaration) {
  const auto [at, fresh] = lets_.try_emplace(declaration.statement);
  Entry& entry = at->second;
  if (!fresh) {
    if (entry.open) report_circle(declaration);
    return entry.value;
  }
  if (open_.size() == kMostOpen) {
    sink_.report<Code::E0242>(declaration.span, declaration.name, kMostOpen);
    entry.open = false;
    return {};
  }
  open_.push_back(&declaration);
  entry.value = evaluate(*std::get<syntax::Let>(declaration.statement->node).value, context(declaration.file), sink_);
  open_.pop_back();
  entry.open = false;
  return entry.value;
}

void Constants::report_circle(const Declaration& declaration) {
  const auto same = [&](const Declaration* open) { return open->statement == declaration.statement; };
  const auto first = std::find_if(open_.begin(), open_.end(), same);
  auto report = sink_.report<Code::E0221>(declaration.span, declaration.name);
  for (auto through = first + 1; through < open_.end(); ++through)
    report.note((*through)->span, "through `" + (*through)->name + "`");
}

void Constants::check_all() {
  for (const auto& file : program_.files) {
    if (file->library && file != program_.files.front()) continue;
    for (const auto& statement : file->ast.statements) {
      if (sink_.full()) return;
      const auto* let = std::get_if<syntax::Let>(&statement.node);
      const Declaration* declaration = let ? find_in(file->scope, let->name.text) : nullptr;
      // A second declaration of a name was reported when the file was loaded.
      if (declaration && declaration->statement == &statement) static_cast<void>(this->let(*declaration));
    }
  }
}

Context Constants::context(std::size_t file) {
  Context context;
  context.name = [this, file](const syntax::Path& path, Span span) { return name(file, path, span); };
  return context;
}

}  // namespace cdp::sema
