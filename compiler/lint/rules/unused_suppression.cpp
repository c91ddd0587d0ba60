// unused-suppression: a comment names a code that is not found where it stands. Codes that nobody has looked for (a
// rule that is off, a spec with errors) are left alone.
#include "compiler/lint/phrases.h"
#include "compiler/lint/table.h"

namespace cdp::lint::rules {

void unused_suppression(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression& suppression : suppressed.suppressions) {
    std::vector<std::string> unused;
    std::string rest;
    Span first = suppression.comment;
    for (const SuppressedCode& code : suppression.codes) {
      if (code.judged && !code.used) {
        if (unused.empty()) first = code.span;
        unused.push_back(code.word);
      } else {
        rest += (rest.empty() ? "" : ", ") + code.word;
      }
    }
    if (unused.empty() || suppression.comment.file != 0) continue;
    diag::Report report = findings.report(first, named(unused));
    if (rest.empty())
      report.fix(suppression.comment, "", diag::Safety::kSafe);
    else
      report.fix(suppression.list, "[" + rest + "]", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
