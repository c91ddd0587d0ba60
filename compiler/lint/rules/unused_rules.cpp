// unused-rules: a rule set of a spec that is not in force and that none extends. In a file of declarations others may.
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unused_rules(const Text& text, Findings& findings) {
  report_unread<syntax::Rules>(text, findings);
}

}  // namespace cdp::lint::rules
