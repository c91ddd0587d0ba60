// unreadable-suppression: a comment that begins with `cdp: ignore` and lacks a bracket or a code.
#include "compiler/lint/faults.h"

namespace cdp::lint::rules {

void unreadable_suppression(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression::Fault* fault : faults(suppressed, Suppression::Fault::Kind::kIncomplete))
    findings.report(fault->span, fault->found[0]);
}

}  // namespace cdp::lint::rules
