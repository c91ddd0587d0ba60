// fixed-layer-index: layers counted from the start of a stack that is deeper at a target.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The first layer, all of them, all but the first, and what is counted from the end keep their meaning.
bool is_fixed(const syntax::Index& index) {
  if (index.kind == syntax::Index::Kind::kNumber) return index.first > 0;
  return index.last > 0 || (index.last < 0 && index.first > 1);
}

/// The target that changes the stack's depth the most.
const ScaleValues* deepest(const CheckedSpec& checked, const model::Stack& stack) {
  const std::int64_t before = layers_at(stack, checked.reference());
  const ScaleValues* found = nullptr;
  for (const ScaleValues& scale : checked.targets()) {
    const std::int64_t layers = layers_at(stack, scale);
    if (layers != before && (found == nullptr || layers > layers_at(stack, *found))) found = &scale;
  }
  return found;
}

}  // namespace

void fixed_layer_index(const CheckedSpec& checked, Findings& findings) {
  for (const IndexAt& at : checked.indices) {
    const std::int64_t before = layers_at(at.stack, checked.reference());
    if (!is_fixed(at.index) || missed_by_one(at.index, before) != Missed::kNothing) continue;
    const ScaleValues* scale = deepest(checked, at.stack);
    if (scale == nullptr) continue;
    auto report = findings.report(at.index.span, checked.text.sources.text(at.index.span), before,
                                  layers_at(at.stack, *scale), scale->name());
    const bool last = at.index.kind == syntax::Index::Kind::kNumber && at.index.first == before - 1;
    if (last) report.fix(at.index.span, "[-1]");
    const bool to_end =
        at.index.kind == syntax::Index::Kind::kRange && at.index.first >= 0 && at.index.last == before - 1;
    if (to_end) report.fix(at.index.span, fmt::format("[{}..-1]", at.index.first - before));
  }
}

}  // namespace cdp::lint::rules
