// partial-step: the duration is no whole number of batches, and what is left out is no trifle.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void partial_step(const CheckedSpec& checked, Findings& findings) {
  constexpr double kTrifle = 0.01;
  const auto left_of = [](const ScaleValues& scale) {
    return std::fmod(scale.scaled.target.at("duration"), scale.scaled.target.batch_tokens());
  };
  FoldedBy partial;
  for (const ScaleValues& scale : checked.scales) {
    const double duration = scale.scaled.target.at("duration");
    if (left_of(scale) <= kTrifle * duration || !says_any(scale, {"duration", "batch", "context"})) continue;
    partial.add(amount(scale, duration) + " by " + amount(scale, scale.scaled.target.batch_tokens()), scale);
  }
  for (const auto& [cause, folded] : partial.all()) {
    const ScaleValues& scale = *folded.worst();
    const auto& target = scale.scaled.target;
    findings
        .report(cause_span(scale, {"duration", "batch", "context"}), amount(scale, left_of(scale)),
                short_number(100 * left_of(scale) / target.at("duration")), target.steps(),
                amount(scale, target.batch_tokens()), scale.name(), target.steps() + 1)
        .append(folded.others());
  }
}

}  // namespace cdp::lint::rules
