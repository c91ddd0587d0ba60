// eps-off-gradient: eps goes another way than the gradients of its tensor.
#include "compiler/lint/stability.h"

namespace cdp::lint::rules {

void eps_off_gradient(const CheckedSpec& checked, Findings& findings) {
  report_instabilities(checked, findings, {Verdict::eps_dominates, Verdict::eps_lost});
}

}  // namespace cdp::lint::rules
