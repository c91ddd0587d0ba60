// zero-lr-decays: tensors that are never trained, which weight decay shrinks all the same.
#include "compiler/lint/frozen.h"
#include "compiler/lint/phrases.h"

namespace cdp::lint::rules {

void zero_lr_decays(const CheckedSpec& checked, Findings& findings) {
  for (const Frozen& frozen : frozen_by_line(checked, Fate::kShrinks)) findings.report(frozen.at, named(frozen.names));
}

}  // namespace cdp::lint::rules
