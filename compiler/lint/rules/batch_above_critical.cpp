// batch-above-critical: so many tokens a step that more of them hardly make fewer steps, by what the team has measured
// (`critical-batch`) or by an estimate from the duration.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

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

void batch_above_critical(const Subject& subject, Findings& findings) {
  const double stated = subject.text.thresholds.critical_batch;
  const auto critical = [&](const Place& place) {
    return stated > 0 ? stated : estimate(place.scaled.target.at("duration"));
  };
  Folded above;
  for (const Place& place : subject.places) {
    if (stated <= 0 && !place.scaled.target.tokens) continue;
    if (!says_any(place, {"batch", "duration", "context"})) continue;
    const double times = place.scaled.target.batch_tokens() / critical(place);
    if (times > (stated > 0 ? 1 : kLevels)) above.add(place, times);
  }
  const Place* place = above.worst();
  if (place == nullptr) return;
  const double batch = place->scaled.target.batch_tokens();
  const std::string by = stated > 0 ? "" : " estimated for " + amount(*place, place->scaled.target.at("duration"));
  findings
      .report(cause_span(*place, {"batch", "duration", "context"}), amount(*place, batch), place->name(),
              short_number(std::round(10 * batch / critical(*place)) / 10), by, amount(*place, critical(*place)))
      .append(above.others());
}

}  // namespace cdp::lint::rules
