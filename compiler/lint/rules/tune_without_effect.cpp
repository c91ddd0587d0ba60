// tune-without-effect: a factor of 1, or the value that all selected tensors have before.
#include "compiler/lint/facts_tuning.h"

namespace cdp::lint::rules {

namespace {

using Acting = std::map<std::uint32_t, Factors>;

/// What a line of `base` or `tune` sets or multiplies by, where that is one number.
std::optional<double> number_of(const Acting& acting, Span line) {
  const auto factors = acting.find(line.begin);
  if (factors == acting.end() || factors->second.least != factors->second.most) return {};
  return factors->second.least;
}

/// The value of a part before the `index`-th line, where it is the same for all layers and can be told.
std::optional<double> value_before(const Subject& subject, const Acting& acting, const std::vector<TuneLine>& lines,
                                   std::size_t index, const Part& part) {
  const auto& base = subject.spec.base[static_cast<std::size_t>(lines[index].hp)];
  std::optional<double> value = base ? number_of(acting, base->span) : std::nullopt;
  for (std::size_t i = 0; i < index; ++i) {
    if (lines[i].hp != lines[index].hp) continue;
    const auto selected = matches(lines[i].tune.selector, part);
    if (selected.empty()) continue;
    const bool sets = lines[i].adjustment.op == syntax::AdjustOp::kSet && !lines[i].per_layer && whole(selected);
    value = sets ? number_of(acting, lines[i].adjustment.span) : std::nullopt;
  }
  return value;
}

bool multiplies(const TuneLine& line) {
  return line.adjustment.op == syntax::AdjustOp::kMultiply;
}

bool repeats_value(const Subject& subject, const Acting& acting, const std::vector<TuneLine>& lines,
                   std::size_t index) {
  const auto value = number_of(acting, lines[index].adjustment.span);
  bool any = false;
  for (const Part& part : parts_with(subject, lines[index].hp)) {
    if (matches(lines[index].tune.selector, part).empty()) continue;
    const auto before = value_before(subject, acting, lines, index, part);
    if (!value || !before || *before != *value) return false;
    any = true;
  }
  return any;
}

}  // namespace

void tune_without_effect(const Subject& subject, Findings& findings) {
  const Acting acting = acting_lines(subject);
  const std::vector<TuneLine> lines = tune_lines(subject.text);
  std::vector<TuneLine> idle;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].per_layer || !acting.contains(lines[i].adjustment.span.begin)) continue;
    if (multiplies(lines[i]) ? number_of(acting, lines[i].adjustment.span) == 1.0
                             : repeats_value(subject, acting, lines, i))
      idle.push_back(lines[i]);
  }
  for (const TuneLine& line : idle)
    findings
        .report(line.adjustment.span, subject.text.sources.text(line.adjustment.span),
                multiplies(line) ? "the factor is 1" : "all that it selects has this value already")
        .fix(removal_of(subject.text, line, idle), "", diag::Safety::kSafe);
}

}  // namespace cdp::lint::rules
