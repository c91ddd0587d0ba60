// parameters-beyond-tokens: a language model with far more parameters than the tokens that it is trained on.
#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void parameters_beyond_tokens(const CheckedSpec& checked, Findings& findings) {
  const double least = checked.text.thresholds.tokens_per_param_least;
  Folded beyond;
  for (const ScaleValues& scale : checked.scales)
    if (const auto tokens = tokens_per_parameter(scale); scale.scaled.target.tokens && tokens && *tokens < least)
      beyond.add(scale, 1 / *tokens);
  const ScaleValues* scale = beyond.worst();
  if (scale == nullptr) return;
  findings
      .report(cause_span(*scale, {"duration", "width", "depth"}), with_suffix(scale->scaled.parameters.non_embedding),
              amount(*scale, scale->scaled.target.at("duration")), scale->name(),
              short_number(*tokens_per_parameter(*scale)))
      .append(beyond.others());
}

}  // namespace cdp::lint::rules
