// documented-suppression: a suppression with three slashes, which documents what follows it.
#include "compiler/lint/faults.h"

namespace cdp::lint::rules {

void documented_suppression(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression::Fault* fault : faults(suppressed, Suppression::Fault::Kind::kDocumentation))
    findings.report(fault->span);
}

}  // namespace cdp::lint::rules
