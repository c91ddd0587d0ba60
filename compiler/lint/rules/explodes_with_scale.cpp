// explodes-with-scale: a size, or what a tensor's steps change, grows without bound as an axis grows.
#include "compiler/lint/stability.h"

namespace cdp::lint::rules {

void explodes_with_scale(const CheckedSpec& checked, Findings& findings) {
  report_instabilities(checked, findings, {Verdict::exploding});
}

}  // namespace cdp::lint::rules
