// Evaluation of `let` on demand, with circles found; then all are known.
#include "compiler/sema/constants.h"

#include <algorithm>
#include <vector>

#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {

using diag::Code;

namespace {

constexpr std::size_t kMostOpen = 256;  // constants that lead through each other, while the first is worked out

/// A name seen from the top level of a file, where `let` gives the value of a declaration of that kind.
template <class Let>
std::optional<Value> value_of(const Program& program, std::size_t file, const syntax::Path& path, Span span,
                              diag::DiagnosticSink& sink, const Let& let) {
  const std::string& head = path.parts.front().text;
  const Meaning meaning = program.meaning(file, path.parts.front());
  if (path.parts.size() == 1 && meaning.outside == Meaning::Kind::kAxis) return Value{Quantity{Sym::axis(head)}};
  const Declaration* declaration = meaning.declaration;
  if (!declaration) {
    const auto known = program.names_in(file);
    sink.report<Code::E0201>(path.parts.front().span, head, syntax::meant_name(head, known));
    return {};
  }
  if (path.parts.size() > 1) {
    sink.report<Code::E0220>(span, head, path.parts[1].text).note(declaration->span, "declared here");
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
  sink.report<Code::E0219>(span, head, module ? "module" : "rule set").note(declaration->span, "declared here");
  return {};
}

class ConstantResolver {
 public:
  ConstantResolver(const Program& program, diag::DiagnosticSink& sink) : program_(program), sink_(sink) {}

  LetValues run() {
    for (std::size_t i = 0; i < program_.files.size(); ++i) {
      for (const auto& statement : program_.files[i]->ast.statements) {
        if (sink_.full()) return std::move(values_);
        const auto* let = std::get_if<syntax::Let>(&statement.node);
        const Declaration* declaration = let ? program_.find(i, let->name.text) : nullptr;
        // A second declaration of a name was reported when the file was loaded.
        if (declaration && declaration->statement == &statement) static_cast<void>(this->let(*declaration));
      }
    }
    return std::move(values_);
  }

 private:
  std::optional<Value> let(const Declaration& declaration) {
    const auto [at, fresh] = values_.try_emplace(declaration.statement);
    if (!fresh) {
      report_circle(declaration);
      return at->second;
    }
    if (open_.size() == kMostOpen) {
      sink_.report<Code::E0242>(declaration.span, declaration.name, kMostOpen);
      return {};
    }
    open_.push_back(&declaration);
    Context context;
    context.name = [&](const syntax::Path& path, Span span) {
      return value_of(program_, declaration.file, path, span, sink_,
                      [&](const Declaration& other) { return let(other); });
    };
    auto value = evaluate(*std::get<syntax::Let>(declaration.statement->node).value, context, sink_);
    open_.pop_back();
    return at->second = std::move(value);
  }

  /// Where a declaration is met again while it is being evaluated.
  void report_circle(const Declaration& declaration) {
    const auto same = [&](const Declaration* open) { return open->statement == declaration.statement; };
    const auto first = std::find_if(open_.begin(), open_.end(), same);
    if (first == open_.end()) return;
    auto report = sink_.report<Code::E0221>(declaration.span, declaration.name);
    for (auto through = first + 1; through < open_.end(); ++through)
      report.note((*through)->span, "through `" + (*through)->name + "`");
  }

  const Program& program_;
  diag::DiagnosticSink& sink_;
  LetValues values_;
  std::vector<const Declaration*> open_;  // being evaluated, outermost first
};

}  // namespace

std::optional<Value> Constants::name(std::size_t file, const syntax::Path& path, Span span,
                                     diag::DiagnosticSink& sink) const {
  return value_of(*program_, file, path, span, sink, [this](const Declaration& declaration) -> std::optional<Value> {
    const auto at = lets_.find(declaration.statement);
    return at == lets_.end() ? std::nullopt : at->second;
  });
}

Context Constants::context(std::size_t file, diag::DiagnosticSink& sink) const {
  Context context;
  context.name = [this, file, &sink](const syntax::Path& path, Span span) { return name(file, path, span, sink); };
  return context;
}

Constants resolve_constants(const Program& program, diag::DiagnosticSink& sink) {
  return {program, ConstantResolver(program, sink).run()};
}

}  // namespace cdp::sema
