// one-head-reference: the reference has one head (or one for keys and values) where a target has several.
#include "compiler/base/number_text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void one_head_reference(const CheckedSpec& checked, Findings& findings) {
  const auto report = [&](const std::optional<sema::Sym>& heads, std::string_view what) {
    if (!heads || at_reference(checked.reference(), *heads) > 1) return false;
    for (const ScaleValues& scale : checked.targets()) {
      const double count = at_target(scale, *heads);
      if (count <= 1) continue;
      findings.report(axis_span(checked, checked.reference(), "width"), what, scale.name(), short_number(count));
      return true;
    }
    return false;
  };
  for (const Attention& attention : checked.flow.attentions)
    if (report(attention.heads, "head") || report(attention.kv_heads, "head of keys and values")) return;
}

}  // namespace cdp::lint::rules
