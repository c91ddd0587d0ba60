// aspect-ratio: a target is a far wider or deeper shape than language models were compared in.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void aspect_ratio(const CheckedSpec& checked, Findings& findings) {
  if (!checked.model.reads_tokens()) return;
  const double least = checked.text.thresholds.least_aspect;
  const double most = checked.text.thresholds.most_aspect;
  const auto shape = [](const ScaleValues& scale) {
    return scale.scaled.target.at("width") / scale.scaled.target.at("depth");
  };
  Folded outside;
  for (const ScaleValues& scale : checked.targets())
    if (shape(scale) < least || shape(scale) > most)
      outside.add(scale, std::max(least / shape(scale), shape(scale) / most));
  const ScaleValues* scale = outside.worst();
  if (scale == nullptr) return;
  findings
      .report(scale->settings.span, scale->name(), short_number(scale->scaled.target.at("width")),
              short_number(scale->scaled.target.at("depth")), short_number(shape(*scale)), short_number(least),
              short_number(most))
      .append(outside.others());
}

}  // namespace cdp::lint::rules
