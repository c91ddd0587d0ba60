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

bool multiplies(const TuneLine& line) {
  return line.adjustment.op == syntax::AdjustOp::kMultiply;
}

/// Lines with what they reach.
struct Tuning {
  const Acting& acting;
  const std::vector<TuneLine>& lines;
  std::vector<std::vector<Reach>> reach;
  std::size_t parts;
};

/// The value of a part before the `index`-th line, where it is the same for all layers and can be told.
std::optional<double> value_before(const Subject& subject, const Tuning& tuning, std::size_t index, std::size_t part) {
  const auto& base = subject.spec.base[static_cast<std::size_t>(tuning.lines[index].hp)];
  std::optional<double> value = base ? number_of(tuning.acting, base->span) : std::nullopt;
  for (std::size_t i = 0; i < index; ++i) {
    const TuneLine& line = tuning.lines[i];
    if (line.hp != tuning.lines[index].hp || tuning.reach[i][part] == Reach::kNone) continue;
    const bool sets = !multiplies(line) && !line.per_layer && tuning.reach[i][part] == Reach::kAll;
    value = sets ? number_of(tuning.acting, line.adjustment.span) : std::nullopt;
  }
  return value;
}

bool repeats_value(const Subject& subject, const Tuning& tuning, std::size_t index) {
  const auto value = number_of(tuning.acting, tuning.lines[index].adjustment.span);
  bool any = false;
  for (std::size_t part = 0; part < tuning.parts; ++part) {
    if (tuning.reach[index][part] == Reach::kNone) continue;
    const auto before = value_before(subject, tuning, index, part);
    if (!value || !before || *before != *value) return false;
    any = true;
  }
  return any;
}

}  // namespace

void tune_without_effect(const Subject& subject, Findings& findings) {
  const Acting acting = acting_lines(subject);
  const std::vector<TuneLine> lines = tune_lines(subject.text);
  const auto parts = parts_of(subject);
  const Tuning tuning{acting, lines, reaches(lines, parts), parts.size()};
  std::vector<TuneLine> idle;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].per_layer || !acting.contains(lines[i].adjustment.span.begin)) continue;
    if (multiplies(lines[i]) ? number_of(acting, lines[i].adjustment.span) == 1.0 : repeats_value(subject, tuning, i))
      idle.push_back(lines[i]);
  }
  for (const TuneLine& line : idle)
    findings
        .report(line.adjustment.span, subject.text.sources.text(line.adjustment.span),
                multiplies(line) ? "the factor is 1" : "all that it selects has this value already")
        .fix(removal_of(subject.text, line, idle), "", diag::Safety::kSafe);
}

}  // namespace cdp::lint::rules
