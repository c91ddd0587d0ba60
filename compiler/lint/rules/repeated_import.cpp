// repeated-import: a file that is brought in a second time, after all of it has been.
#include <map>

#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void repeated_import(const Text& text, Findings& findings) {
  std::map<std::size_t, Span> whole;
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const auto* use = std::get_if<syntax::Use>(&statement.node);
    const auto file = use == nullptr || use->extends ? std::nullopt : imported_file(text.program, *use);
    if (!file) continue;
    if (const auto at = whole.find(*file); at != whole.end()) {
      findings.report(use->target_span, use->target)
          .note(at->second, "all of it comes from here")
          .fix(statement.span, "", diag::Safety::kSafe);
    } else if (use->names.empty()) {
      whole.emplace(*file, use->target_span);
    }
  }
}

}  // namespace cdp::lint::rules
