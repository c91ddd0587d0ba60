// aspect-ratio: a target is a far wider or deeper shape than language models were compared in.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"

namespace cdp::lint::rules {

void aspect_ratio(const Subject& subject, Findings& findings) {
  if (!subject.model.reads_tokens()) return;
  const double least = subject.text.thresholds.least_aspect;
  const double most = subject.text.thresholds.most_aspect;
  const auto shape = [](const Place& place) {
    return place.scaled.target.at("width") / place.scaled.target.at("depth");
  };
  Folded outside;
  for (const Place& place : subject.targets())
    if (shape(place) < least || shape(place) > most)
      outside.add(place, std::max(least / shape(place), shape(place) / most));
  const Place* place = outside.worst();
  if (place == nullptr) return;
  findings
      .report(place->settings.span, place->name(), short_number(place->scaled.target.at("width")),
              short_number(place->scaled.target.at("depth")), short_number(shape(*place)), short_number(least),
              short_number(most))
      .append(outside.others());
}

}  // namespace cdp::lint::rules
