// run-not-transferred: batch or duration change what the optimizer's noise and averages do over a run.
#include "compiler/lint/stability.h"

namespace cdp::lint::rules {

void run_not_transferred(const CheckedSpec& checked, Findings& findings) {
  report_instabilities(checked, findings, {Verdict::noise_moves, Verdict::memory_moves});
}

}  // namespace cdp::lint::rules
