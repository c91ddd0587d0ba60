// Evaluation of `let` on demand, with circles found.
#include "compiler/sema/constants.h"

#include "compiler/base/text.h"

namespace cdp::sema {

using diag::Code;

std::optional<Value> Constants::name(std::size_t file, const syntax::Path& path, Span span) {
  const std::string& head = path.parts.front().text;
  if (path.parts.size() == 1 && is_builtin_axis(head)) return Value{Quantity{Sym::axis(head)}};
  const Declaration* declaration = program_.find(file, head);
  if (!declaration) {
    const auto known = program_.names_in(file);
    sink_.report<Code::E0201>(path.parts.front().span, head, did_you_mean(head, known));
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
  if (!fresh) {
    if (at->second.open) sink_.report<Code::E0221>(declaration.span, declaration.name);
    return at->second.value;
  }
  const Context inside = context(declaration.file);
  auto value = evaluate(*std::get<syntax::Let>(declaration.statement->node).value, inside, sink_);
  Entry& entry = lets_[declaration.statement];
  entry.open = false;
  entry.value = std::move(value);
  return entry.value;
}

Context Constants::context(std::size_t file) {
  Context context;
  context.name = [this, file](const syntax::Path& path, Span span) { return name(file, path, span); };
  return context;
}

}  // namespace cdp::sema
