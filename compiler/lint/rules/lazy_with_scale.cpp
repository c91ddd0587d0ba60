// lazy-with-scale: a tensor's steps change the model less and less as an axis grows.
#include "compiler/lint/stability.h"

namespace cdp::lint::rules {

void lazy_with_scale(const CheckedSpec& checked, Findings& findings) {
  report_instabilities(checked, findings, {Verdict::lazy});
}

}  // namespace cdp::lint::rules
