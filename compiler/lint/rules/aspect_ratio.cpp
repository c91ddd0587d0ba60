// aspect-ratio: a target is a far wider or deeper shape than language models were compared in.
#include "compiler/base/number_text.h"
#include "compiler/lint/facts.h"

namespace cdp::lint::rules {

void aspect_ratio(const Subject& subject, Findings& findings) {
  if (!subject.model.reads_tokens()) return;
  const double least = subject.text.thresholds.least_aspect;
  const double most = subject.text.thresholds.most_aspect;
  for (const Place& place : subject.targets()) {
    const double width = place.scaled.target.at("width");
    const double depth = place.scaled.target.at("depth");
    if (width / depth >= least && width / depth <= most) continue;
    findings.report(place.settings.span, place.name(), short_number(width), short_number(depth),
                    short_number(width / depth), short_number(least), short_number(most));
  }
}

}  // namespace cdp::lint::rules
