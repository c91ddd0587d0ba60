// What fixes put in and take out, so that a file stays whole around it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// `let a = b` inside a module or a rule set.
[[nodiscard]] Span let_span(const Text& text, const syntax::Let& let);

/// A number without its unit as written: `1000000000` of `1000000000 tok`.
[[nodiscard]] Span digits_span(const Text& text, const syntax::Expr& number);

/// What to take out so that one of several settings or arguments (`list`, in order) goes with one separator; null where
/// a comment would go with it that may be about another one.
[[nodiscard]] std::optional<Span> removal_of(const Text& text, const std::vector<Span>& list, std::size_t removed);

/// What to take out so that each of some lines is gone, in their order: its whole statement, where nothing would be
/// left in it without all of them.
[[nodiscard]] std::vector<Span> removals_of(const Text& text, const std::vector<TuneLine>& lines);

/// The fix: `tune SELECTOR { weight_decay = 0 }` after all other tuning.
void offer_exemption(const CheckedSpec& checked, const std::string& selector, diag::Report& report);

/// Reports the unread declarations of one kind. In a file of declarations nothing is unread: others may read it.
template <class Declared>
void report_unread(const Text& text, Findings& findings) {
  if (!text.facts.is_spec) return;
  for (const syntax::Statement* statement : text.facts.unread)
    if (const auto* declared = std::get_if<Declared>(&statement->node))
      findings.report(declared->name.span, declared->name.text).fix(statement->span, "", diag::Safety::kSafe);
}

}  // namespace cdp::lint
