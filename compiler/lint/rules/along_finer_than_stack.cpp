// along-finer-than-stack: a curve with more points than the stack has layers where it was tuned.
#include "compiler/lint/rule.h"
#include "compiler/sema/walk.h"

namespace cdp::lint::rules {

namespace {

/// The stack that a curve of this line runs over; null where none is found.
const model::Stack* stack_of(const CheckedSpec& checked, const TuneLine& line) {
  for (const TunedPart& part : checked.parts) {
    if (!value_of(part.first, line.hp)) continue;
    for (const scaling::Match& match : matches(line.tune.selector, part))
      if (const auto level = match.along_level()) return &checked.model.stacks[part.stacks[*level]];
  }
  return nullptr;
}

}  // namespace

void along_finer_than_stack(const CheckedSpec& checked, Findings& findings) {
  const sema::Resolution& names = checked.text.program.names;
  for (const TuneLine& line : checked.text.facts.tune_lines) {
    if (!line.per_layer) continue;
    const model::Stack* stack = stack_of(checked, line);
    if (stack == nullptr) continue;
    const auto layers = static_cast<std::size_t>(layers_at(*stack, checked.reference()));
    sema::visit_parts(*line.adjustment.value, [&](const syntax::Expr& part) {
      const auto* call = std::get_if<syntax::Call>(&part.node);
      if (call == nullptr || !names.calls(*call, sema::FunctionName::along) || call->arguments.size() <= layers) return;
      findings.report(part.span, call->arguments.size(), stack->path, layers, layers);
    });
  }
}

}  // namespace cdp::lint::rules
