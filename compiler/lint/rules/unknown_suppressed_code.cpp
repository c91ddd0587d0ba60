// unknown-suppressed-code: a comment names a code or rule that does not exist; the nearest one is the fix.
#include "compiler/lint/faults.h"

namespace cdp::lint::rules {

void unknown_suppressed_code(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression::Fault* fault : faults(suppressed, Suppression::Fault::Kind::kUnknownCode)) {
    diag::Report report = findings.report(fault->span, fault->found[0], fault->found[1]);
    if (const auto& fix = fault->fix) report.fix(fix->span, fix->replacement, fix->safety);
  }
}

}  // namespace cdp::lint::rules
