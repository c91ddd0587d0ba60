// partial-step: the duration is no whole number of batches, and what is left out is no trifle.
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void partial_step(const Subject& subject, Findings& findings) {
  constexpr double kTrifle = 0.01;
  for (const Place& place : subject.places) {
    const double duration = place.scaled.target.at("duration");
    const double batch = place.scaled.target.batch_tokens();
    const double left = std::fmod(duration, batch);
    if (left <= kTrifle * duration || !says_any(place, {"duration", "batch", "context"})) continue;
    findings.report(cause_span(place, {"duration", "batch", "context"}), amount(place, left),
                    short_number(100 * left / duration), place.scaled.target.steps(), amount(place, batch),
                    place.name(), place.scaled.target.steps() + 1);
  }
}

}  // namespace cdp::lint::rules
