// selector-misses-layer: a range that leaves out just the first or the last layer, as one that counts otherwise would.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void selector_misses_layer(const CheckedSpec& checked, Findings& findings) {
  for (const IndexAt& at : checked.indices) {
    const std::int64_t layers = layers_at(at.stack, checked.reference());
    const Missed missed = missed_by_one(at.index, layers);
    if (missed == Missed::kNothing) continue;
    const bool first = missed == Missed::kFirst;
    findings
        .report(at.index.span, checked.text.sources.text(at.index.span), first ? "first" : "last", layers,
                at.stack.path, first ? "[1..-1]" : "[0..-2]")
        .fix(at.index.span, "[0..-1]");
  }
}

}  // namespace cdp::lint::rules
