// zero-lr: tensors that never leave their initial values.
#include "compiler/lint/frozen.h"
#include "compiler/lint/phrases.h"

namespace cdp::lint::rules {

void zero_lr(const CheckedSpec& checked, Findings& findings) {
  for (const Frozen& frozen : frozen_by_line(checked, Fate::kStays)) findings.report(frozen.at, named(frozen.names));
}

}  // namespace cdp::lint::rules
