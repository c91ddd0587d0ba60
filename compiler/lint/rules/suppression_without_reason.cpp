// suppression-without-reason: nothing follows the brackets.
#include "compiler/lint/table.h"

namespace cdp::lint::rules {

void suppression_without_reason(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression& suppression : suppressed.suppressions)
    if (!suppression.fault && suppression.reason.empty() && suppression.comment.file == 0)
      findings.report(suppression.list, suppressed.text.sources.text(suppression.list));
}

}  // namespace cdp::lint::rules
