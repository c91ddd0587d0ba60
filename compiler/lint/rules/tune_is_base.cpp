// tune-is-base: a `tune` that selects every tensor that has what it sets.
#include <algorithm>

#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Of tensors only: a multiplier's value is not in `base`.
bool selects_every(const std::vector<TunedPart>& parts, const syntax::Selector& selector, sema::Hp hp) {
  if (sema::row(hp).owner == sema::HpOwner::kMultiplier) return false;
  const auto has = [hp](const TunedPart& part) { return value_of(part.first, hp).has_value(); };
  return std::count_if(parts.begin(), parts.end(), has) > 1 &&
         std::all_of(parts.begin(), parts.end(),
                     [&](const TunedPart& part) { return !has(part) || whole(matches(selector, part)); });
}

/// The lines of one statement that belong in `base`.
struct General {
  const syntax::Tune* tune;
  std::vector<TuneLine> lines;
};

}  // namespace

void tune_is_base(const CheckedSpec& checked, Findings& findings) {
  std::vector<General> all;
  for (const TuneLine& line : checked.text.facts.tune_lines) {
    const bool acts = !line.per_layer && checked.acting.contains(line.adjustment.span.begin);
    if (!acts || !selects_every(checked.parts, line.tune.selector, line.hp)) continue;
    if (all.empty() || all.back().tune != &line.tune) all.push_back({&line.tune, {}});
    all.back().lines.push_back(line);
  }
  for (const General& general : all) {
    std::vector<std::string> names;
    for (const TuneLine& line : general.lines) names.emplace_back(sema::row(line.hp).name);
    auto report = findings.report(general.lines.front().adjustment.span, named(names));
    for (const TuneLine& line : general.lines)
      report.note(
          checked.spec.base[static_cast<std::size_t>(line.hp)]->span,
          line.adjustment.op == syntax::AdjustOp::kSet ? "this value never holds" : "the value that is changed");
  }
}

}  // namespace cdp::lint::rules
