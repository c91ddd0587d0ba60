// batch-above-critical: so many tokens a step that more of them hardly make fewer steps, by what the team has measured
// (`critical-batch`) or by an estimate from the duration.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Tokens a step: arXiv:2410.21676 fits 22.91 (D / 1M)^0.47 sequences of 512 tokens, where a run needs a fifth more
/// steps than twice the batch should. Fits agree in the exponent (0.46 in arXiv:2505.13738) and differ in level by
/// about `kLevels`, as definitions do.
double estimate(double tokens) {
  return 22.91 * 512 * std::pow(tokens / 1e6, 0.47);
}
constexpr double kLevels = 4;

}  // namespace

void batch_above_critical(const CheckedSpec& checked, Findings& findings) {
  const double stated = checked.text.thresholds.critical_batch;
  const auto critical = [&](const ScaleValues& scale) {
    return stated > 0 ? stated : estimate(scale.scaled.target.at("duration"));
  };
  Folded above;
  for (const ScaleValues& scale : checked.scales) {
    if (stated <= 0 && !scale.scaled.target.tokens) continue;
    if (!says_any(scale, {"batch", "duration", "context"})) continue;
    const double times = scale.scaled.target.batch_tokens() / critical(scale);
    if (times > (stated > 0 ? 1 : kLevels)) above.add(scale, times);
  }
  const ScaleValues* scale = above.worst();
  if (scale == nullptr) return;
  const double batch = scale->scaled.target.batch_tokens();
  const std::string by = stated > 0 ? "" : " estimated for " + amount(*scale, scale->scaled.target.at("duration"));
  findings
      .report(cause_span(*scale, {"batch", "duration", "context"}), amount(*scale, batch), scale->name(),
              short_number(std::round(10 * batch / critical(*scale)) / 10), by, amount(*scale, critical(*scale)))
      .append(above.others());
}

}  // namespace cdp::lint::rules
