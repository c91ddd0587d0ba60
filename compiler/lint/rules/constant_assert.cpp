// constant-assert: an assert of the spec that reads no axis and so says nothing of a scale.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void constant_assert(const CheckedSpec& checked, Findings& findings) {
  for (const syntax::Assert* held : checked.spec.asserts)
    if (is_constant(checked.text.program, 0, *held->condition)) findings.report(held->condition->span);
}

}  // namespace cdp::lint::rules
