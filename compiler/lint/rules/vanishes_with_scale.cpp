// vanishes-with-scale: a size goes to nothing as an axis grows.
#include "compiler/lint/stability.h"

namespace cdp::lint::rules {

void vanishes_with_scale(const CheckedSpec& checked, Findings& findings) {
  report_instabilities(checked, findings, {Verdict::vanishing});
}

}  // namespace cdp::lint::rules
