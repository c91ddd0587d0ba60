// parameters-beyond-tokens: a language model with far more parameters than the tokens that it is trained on.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

void parameters_beyond_tokens(const Subject& subject, Findings& findings) {
  const double least = subject.text.thresholds.tokens_per_param_least;
  Folded beyond;
  for (const Place& place : subject.places)
    if (place.scaled.target.tokens && tokens_per_parameter(place) < least)
      beyond.add(place, 1 / tokens_per_parameter(place));
  const Place* place = beyond.worst();
  if (place == nullptr) return;
  findings
      .report(cause_span(*place, {"duration", "width", "depth"}), with_suffix(place->scaled.parameters.non_embedding),
              amount(*place, place->scaled.target.at("duration")), place->name(),
              short_number(tokens_per_parameter(*place)))
      .append(beyond.others());
}

}  // namespace cdp::lint::rules
