// unused-module: a module of a spec that nothing is made of. In a file of declarations others may use it.
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void unused_module(const Text& text, Findings& findings) {
  report_unread<syntax::Module>(text, findings);
}

}  // namespace cdp::lint::rules
