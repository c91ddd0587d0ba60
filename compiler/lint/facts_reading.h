// What rules about unused and hard-to-read text ask of a file: what an import brings, which axes are used, where the
// data flow and the constants of a module stand, and the removal of one of several settings or arguments.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/lint/usage.h"

namespace cdp::lint {

/// The file that an import names, an index of `program.files`; null where its path leads to another one.
[[nodiscard]] std::optional<std::size_t> imported_file(const Text& text, const syntax::Use& use);
/// What a file declares itself: only this is brought into others.
[[nodiscard]] std::set<std::string> declared_in(const sema::Program& program, std::size_t file);

/// Declarations whose name nothing in the file reads.
[[nodiscard]] std::vector<const syntax::Statement*> unread_statements(const Text& text);

/// Reports the unread declarations of one kind. In a file of declarations nothing is unread: others may read it.
template <class Declared>
void report_unread(const Text& text, Findings& findings) {
  if (!is_spec(text)) return;
  for (const syntax::Statement* statement : unread_statements(text))
    if (const auto* declared = std::get_if<Declared>(&statement->node))
      findings.report(declared->name.span, declared->name.text).fix(statement->span, "", diag::Safety::kSafe);
}

/// Names that make an axis a used one: keys of `reference` and of targets, and `experts` of a ratio `m_experts`.
[[nodiscard]] std::set<std::string> axis_keys(const Text& text);
[[nodiscard]] std::set<std::string> axes_of_ratios(const Text& text);

/// All items of a module, those in `if` too.
void visit_items(const std::vector<syntax::ModuleItem>& items,
                 const std::function<void(const syntax::ModuleItem&)>& visit);
/// All items of a rule set, those in `if` too.
void visit_items(const std::vector<syntax::RulesItem>& items,
                 const std::function<void(const syntax::RulesItem&)>& visit);

/// `let a = b` inside a module or a rule set.
[[nodiscard]] Span let_span(const Text& text, const syntax::Let& let);

/// What to take out so that one of several settings or arguments (`list`, in order) goes with one separator; null where
/// a comment would go with it that may be about another one.
[[nodiscard]] std::optional<Span> removal_of(const Text& text, const std::vector<Span>& list, std::size_t removed);

/// Whether an expression comes to the same at every scale: it reads no axis, also not through constants.
[[nodiscard]] bool is_constant(const sema::Program& program, std::size_t file, const syntax::Expr& expr);

/// A number without its unit as written: `1000000000` of `1000000000 tok`.
[[nodiscard]] Span digits_span(const Text& text, const syntax::Expr& number);

}  // namespace cdp::lint
