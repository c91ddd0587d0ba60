// tune-overridden: a line of `tune` whose work a later `=` discards for all that it selects.
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// A line that sets what this one selects.
std::optional<Span> setter_of(const std::vector<TunedPart>& parts, const TuneLine& line) {
  for (const TunedPart& part : parts) {
    if (!value_of(part.first, line.hp) || matches(line.tune.selector, part).empty()) continue;
    const Span setter = setting_span(part.first, line.hp);
    if (setter.file == 0 && setter.begin > line.adjustment.span.begin) return setter;
  }
  return std::nullopt;
}

}  // namespace

void tune_overridden(const CheckedSpec& checked, Findings& findings) {
  const diag::Safety safety = sees_all_targets(checked) ? diag::Safety::kSafe : diag::Safety::kUnsafe;
  std::vector<TuneLine> idle;
  for (const TuneLine& line : checked.text.facts.tune_lines)
    if (!checked.acting.contains(line.adjustment.span.begin)) idle.push_back(line);
  const auto removals = removals_of(checked.text, idle);
  for (std::size_t i = 0; i < idle.size(); ++i) {
    const TuneLine& line = idle[i];
    auto report =
        findings.report(line.adjustment.span, checked.text.sources.text(line.adjustment.span), sema::row(line.hp).name);
    report.fix(removals[i], "", safety);
    if (const auto setter = setter_of(checked.parts, line)) report.note(*setter, "set again here");
  }
}

}  // namespace cdp::lint::rules
