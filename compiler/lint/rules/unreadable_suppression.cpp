// unreadable-suppression: a comment that begins with `cdp:` and says nothing that the linter knows.
#include "compiler/lint/table.h"

namespace cdp::lint::rules {

void unreadable_suppression(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression& suppression : suppressed.suppressions) {
    if (!suppression.fault || suppression.comment.file != 0) continue;
    diag::Report report = findings.report(suppression.fault->span, suppression.fault->text);
    if (const auto& fix = suppression.fault->fix) report.fix(fix->span, fix->replacement, fix->safety);
  }
}

}  // namespace cdp::lint::rules
