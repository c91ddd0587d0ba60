// late-file-suppression: `ignore-file` behind the first statement.
#include "compiler/lint/faults.h"

namespace cdp::lint::rules {

void late_file_suppression(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression::Fault* fault : faults(suppressed, Suppression::Fault::Kind::kTooLate))
    findings.report(fault->span);
}

}  // namespace cdp::lint::rules
