// unknown-instruction: a comment that begins with `cdp:` and gives no instruction that the linter knows.
#include "compiler/lint/faults.h"

namespace cdp::lint::rules {

void unknown_instruction(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression::Fault* fault : faults(suppressed, Suppression::Fault::Kind::kUnknownInstruction))
    findings.report(fault->span, fault->found[0]);
}

}  // namespace cdp::lint::rules
