// constant-assert: an assert of the spec that reads no axis and so says nothing of a scale.
#include "compiler/lint/facts_reading.h"

namespace cdp::lint::rules {

void constant_assert(const Subject& subject, Findings& findings) {
  for (const syntax::Assert* held : subject.spec.asserts)
    if (is_constant(subject.text.program, 0, *held->condition)) findings.report(held->condition->span);
}

}  // namespace cdp::lint::rules
