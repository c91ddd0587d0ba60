// tune-without-effect: a factor of 1, or the value that all selected tensors have before.
#include <array>

#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// What a line of `base` or `tune` sets or multiplies by, where that is one number.
std::optional<double> number_of(const ActingLines& acting, Span line) {
  const auto factors = acting.find(line.begin);
  if (factors == acting.end() || factors->second.least != factors->second.most) return {};
  return factors->second.least;
}

bool multiplies(const TuneLine& line) {
  return line.adjustment.op == syntax::AdjustOp::kMultiply;
}

/// The values of parts before a line, where they are the same for all layers and can be told.
class Values {
 public:
  Values(const CheckedSpec& checked, const ActingLines& acting, std::size_t parts) : acting_(acting) {
    for (std::size_t hp = 0; hp < checked.spec.base.size(); ++hp) {
      const auto& base = checked.spec.base[hp];
      known_[hp].assign(parts, base ? number_of(acting, base->span) : std::nullopt);
    }
  }

  /// Whether all that the line reaches has its value already.
  [[nodiscard]] bool have(const TuneLine& line, const std::vector<Reach>& reach) const {
    const auto value = number_of(acting_, line.adjustment.span);
    bool any = false;
    for (std::size_t part = 0; part < reach.size(); ++part) {
      if (reach[part] == Reach::kNone) continue;
      const auto& before = of(line.hp)[part];
      if (!value || !before || *before != *value) return false;
      any = true;
    }
    return any;
  }

  void pass(const TuneLine& line, const std::vector<Reach>& reach) {
    const bool sets = !multiplies(line) && !line.per_layer;
    const auto value = sets ? number_of(acting_, line.adjustment.span) : std::nullopt;
    for (std::size_t part = 0; part < reach.size(); ++part)
      if (reach[part] != Reach::kNone)
        known_[static_cast<std::size_t>(line.hp)][part] = reach[part] == Reach::kAll ? value : std::nullopt;
  }

 private:
  [[nodiscard]] const std::vector<std::optional<double>>& of(sema::Hp hp) const {
    return known_[static_cast<std::size_t>(hp)];
  }

  const ActingLines& acting_;
  std::array<std::vector<std::optional<double>>, sema::kHpCount> known_;
};

}  // namespace

void tune_without_effect(const CheckedSpec& checked, Findings& findings) {
  const ActingLines& acting = checked.acting;
  const std::vector<TuneLine>& lines = checked.text.facts.tune_lines;
  const auto reach = reaches(lines, checked.parts);
  Values values(checked, acting, checked.parts.size());
  std::vector<TuneLine> idle;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const TuneLine& line = lines[i];
    const bool judged = !line.per_layer && acting.contains(line.adjustment.span.begin);
    if (judged && (multiplies(line) ? number_of(acting, line.adjustment.span) == 1.0 : values.have(line, reach[i])))
      idle.push_back(line);
    values.pass(line, reach[i]);
  }
  const auto removals = removals_of(checked.text, idle);
  for (std::size_t i = 0; i < idle.size(); ++i) {
    const TuneLine& line = idle[i];
    findings.report(line.adjustment.span, checked.text.sources.text(line.adjustment.span))
        .fix(removals[i], "", diag::Safety::kSafe);
  }
}

}  // namespace cdp::lint::rules
