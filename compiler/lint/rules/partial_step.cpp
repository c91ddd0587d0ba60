// partial-step: the duration is no whole number of batches, and what is left out is no trifle.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void partial_step(const Subject& subject, Findings& findings) {
  constexpr double kTrifle = 0.01;
  const auto left_of = [](const Place& place) {
    return std::fmod(place.scaled.target.at("duration"), place.scaled.target.batch_tokens());
  };
  FoldedBy partial;
  for (const Place& place : subject.places) {
    const double duration = place.scaled.target.at("duration");
    if (left_of(place) <= kTrifle * duration || !says_any(place, {"duration", "batch", "context"})) continue;
    partial.add(amount(place, duration) + " by " + amount(place, place.scaled.target.batch_tokens()), place);
  }
  for (const auto& [cause, folded] : partial.all()) {
    const Place& place = *folded.worst();
    const auto& target = place.scaled.target;
    findings
        .report(cause_span(place, {"duration", "batch", "context"}), amount(place, left_of(place)),
                short_number(100 * left_of(place) / target.at("duration")), target.steps(),
                amount(place, target.batch_tokens()), place.name(), target.steps() + 1)
        .append(folded.others());
  }
}

}  // namespace cdp::lint::rules
