// unused-let: a top-level constant of a spec that nothing reads. In a file of declarations others may read it.
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unused_let(const Text& text, Findings& findings) {
  report_unread<syntax::Let>(text, findings);
}

}  // namespace cdp::lint::rules
